import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();

describe.runIf(expected("assumes-roles"))("temporary credentials (skipped: the store has no roles)", () => {
  const role = `it-role-${Date.now().toString(36)}`;
  const everything = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
  };
  let arn = "";

  const iam = (): IAMClient => {
    const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
    return new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  };

  beforeAll(async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: ["arn:aws:iam:::user/root"] }, Action: ["sts:AssumeRole"] },
      ],
    };
    const client = iam();
    const answer = await client.send(
      new CreateRoleCommand({ RoleName: role, Path: "/", AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    arn = answer.Role?.Arn ?? "";
    await client.send(
      new PutRolePolicyCommand({
        RoleName: role,
        PolicyName: "all",
        PolicyDocument: JSON.stringify(everything),
      }),
    );
  });

  afterAll(async () => {
    const client = iam();
    await client.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: "all" }));
    await client.send(new DeleteRoleCommand({ RoleName: role }));
  });

  test("of a role work, within the policy that narrows them", async () => {
    const bucket = await bench.bucket({ "open/a": "1", "closed/b": "2" });
    const narrow = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/open/*` }],
    };
    const words = ["sts", "assume-role", arn, "--duration", "1h", "--policy", "-"];
    const run = await bench.run([...words, "--json"], { input: JSON.stringify(narrow) });
    expect(run).toMatchObject({ exitCode: 0 });
    const [{ accessKeyId, secretAccessKey, sessionToken, expiration } = {}] = run.lines as Record<
      string,
      string
    >[];
    const env = {
      AWS_ACCESS_KEY_ID: accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: secretAccessKey ?? "",
      AWS_SESSION_TOKEN: sessionToken ?? "",
      AWS_CREDENTIAL_EXPIRATION: expiration ?? "",
    };
    expect(await bench.run(["cat", `s3://${bucket}/open/a`], { env })).toMatchObject({
      exitCode: 0,
      stdout: "1",
    });
    expect(await bench.run(["cat", `s3://${bucket}/closed/b`], { env })).toMatchObject({ exitCode: 5 });
    const url = await bench.run(["presign", "get", `s3://${bucket}/open/a`, "--expires", "2h"], { env });
    expect(url).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("The credentials that sign it end at") as string,
    });
  });

  test("are printed for a shell and for a credential_process", async () => {
    const shell = await bench.run(["sts", "assume-role", arn]);
    expect(shell.stdout.split("\n").map((line) => line.split("=")[0])).toEqual([
      "export AWS_ACCESS_KEY_ID",
      "export AWS_SECRET_ACCESS_KEY",
      "export AWS_SESSION_TOKEN",
      "export AWS_CREDENTIAL_EXPIRATION",
      "",
    ]);
    const forProcess = await bench.run(["sts", "assume-role", arn, "--format", "credential-process"]);
    expect(forProcess.lines).toMatchObject([{ Version: 1, AccessKeyId: expect.any(String) as string }]);
  });

  test("of a role that is not there are refused", async () => {
    const run = await bench.run(["sts", "assume-role", "arn:aws:iam:::role/it-none", "--json"]);
    expect([4, 5]).toContain(run.exitCode);
    expect(run.stdout).toBe("");
  });
});

test.runIf(!expected("assumes-roles"))(
  "a store without roles says what it lacks (skipped: the store has roles)",
  async () => {
    const run = await bench.run(["sts", "assume-role", "arn:aws:iam:::role/x", "--json"]);
    expect(run).toMatchObject({
      exitCode: 12,
      error: { message: expect.stringContaining("AssumeRole") as string },
    });
  },
);

test("without credentials nothing is asked for", async () => {
  expect(await bench.run(["sts", "whoami", "--no-sign-request", "--json"])).toMatchObject({
    exitCode: 5,
    error: { code: "NoCredentials" },
  });
});
