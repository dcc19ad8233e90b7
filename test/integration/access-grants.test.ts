import path from "node:path";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withAccessGrants } from "../../src/lib/grants/plugin/with-access-grants.js";
import { expected } from "./store-differences.js";
import { startGatewayWorld, userKey, userRecord, type GatewayWorld } from "./support/gateway-world.js";
import { PROGRAM } from "./support/program.js";
import { THROUGH_PROXY } from "./support/test-store.js";
import { useWorkbench, type Run } from "./support/workbench.js";

const bench = useWorkbench();
const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/data`;

test("the plugin is had as s3kit/access-grants", async () => {
  const script =
    'import { accessGrantsOf, withAccessGrants } from "s3kit/access-grants"; import { S3Client } from "@aws-sdk/client-s3";' +
    'console.log(accessGrantsOf(withAccessGrants(new S3Client({ region: "eu-west-1" }))).held().length);';
  const { stdout } = await execa("node", ["--input-type=module", "--eval", script], {
    cwd: path.dirname(PROGRAM),
  });
  expect(stdout).toBe("0");
});

/** A registry is reached at the store itself, or through a gateway. */
describe.skipIf(THROUGH_PROXY)("S3 Access Grants in front of the store", () => {
  let world: GatewayWorld;
  let data = "";

  beforeAll(async () => {
    world = await startGatewayWorld(bench, () => [userRecord("alice"), userRecord("bob")]);
    ({ data } = world);
    await bench.put(data, { "in/a": "a", "in/b": "b", "out/old": "old", other: "other" });
  });
  afterAll(async () => world.close());

  const as = async (name: string, ...words: readonly string[]): Promise<Run> => {
    const { endpoint, region, accessKeyId, secretAccessKey } = world.gateway;
    const key = name === "root" ? { accessKeyId, secretAccessKey } : userKey(name);
    return bench.run([...words, "--json"], {
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
      },
    });
  };

  const answer = async (run: Promise<Run>): Promise<Record<string, unknown>> => {
    const { exitCode, lines, stderr } = await run;
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
    return lines.at(-1) ?? {};
  };

  const grant = async (prefix: string, permission: string): Promise<string> => {
    const words = ["grants", "grant", "create", `arn:aws:iam::${ACCOUNT}:user/alice`];
    const { id } = await answer(
      as("root", ...words, "--prefix", `${data}/${prefix}`, "--permission", permission),
    );
    return String(id);
  };

  test("are administered, used and taken back by commands", async () => {
    expect(await as("root", "grants", "instance", "show")).toMatchObject({
      exitCode: 4,
      error: { code: "AccessGrantsInstanceNotExistsError" },
    });
    const { arn } = await answer(
      as("root", "grants", "instance", "create", "--account-id", ACCOUNT, "--tag", "team=lab"),
    );
    expect(arn).toBe(`arn:aws:s3:${world.gateway.region}:${ACCOUNT}:access-grants/default`);
    expect(await answer(as("alice", "grants", "whoami"))).toMatchObject({
      arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
      instanceAccount: ACCOUNT,
    });
    expect(await answer(as("root", "grants", "location", "add", "s3://", "--role", ROLE))).toMatchObject({
      id: "default",
    });
    expect(await answer(as("root", "grants", "tag", "list", String(arn)))).toMatchObject({
      tags: { team: "lab" },
    });

    const reading = await grant("in/*", "READ");
    await grant("out/*", "READWRITE");
    expect((await as("alice", "grants", "mine")).lines).toMatchObject([
      { permission: "READ", scope: `s3://${data}/in/*` },
      { permission: "READWRITE", scope: `s3://${data}/out/*` },
      { grants: 2 },
    ]);
    const explain = ["grants", "explain", `s3://${data}/in/a`, "--for", `arn:aws:iam::${ACCOUNT}:user/alice`];
    expect(await answer(as("root", ...explain))).toMatchObject({ isAllowed: true, grantId: reading });
    expect(await answer(as("root", ...explain, "--permission", "WRITE"))).toMatchObject({ isAllowed: false });

    expect((await as("root", "grants", "explain", `s3://${data}/in/a`)).lines).toMatchObject([
      { verdict: "reaches", id: reading },
      { seenBy: "administrator", grants: 1, parts: 0 },
    ]);

    const given = await answer(
      as("alice", "grants", "credentials", `s3://${data}/in/*`, "--duration", "15m"),
    );
    expect(given).toMatchObject({
      matchedTarget: `s3://${data}/in/*`,
      grantee: `arn:aws:iam::${ACCOUNT}:user/alice`,
    });
    const script = `test "$S3KIT_GRANT_SCOPE" = 's3://${data}/in/*' && exit 7`;
    expect(await as("alice", "grants", "exec", `s3://${data}/in/*`, "--", "sh", "-c", script)).toMatchObject({
      exitCode: 7,
    });

    await answer(as("root", "grants", "grant", "delete", reading, "--yes"));
    expect(await as("alice", "grants", "credentials", `s3://${data}/in/*`)).toMatchObject({
      exitCode: 5,
      error: { code: "AccessDenied" },
    });
    const env = {
      AWS_ENDPOINT_URL: world.gateway.endpoint,
      AWS_ACCESS_KEY_ID: String(given["accessKeyId"]),
      AWS_SECRET_ACCESS_KEY: String(given["secretAccessKey"]),
      AWS_SESSION_TOKEN: String(given["sessionToken"]),
    };
    expect(await bench.run(["cat", `s3://${data}/in/a`], { env })).toMatchObject({ exitCode: 5 });
    await grant("in/*", "READ");
  });

  test("say what is wrong with a question", async () => {
    const wrong: readonly (readonly [number, readonly string[]])[] = [
      [6, ["instance", "create", "--account-id", ACCOUNT]],
      [2, ["instance", "show", "--account-id", "12"]],
      [6, ["instance", "delete", "--yes"]],
      [13, ["instance", "delete"]],
      [6, ["location", "add", "s3://", "--role", ROLE]],
      [2, ["location", "add", "s3://b/x", "--role", ROLE]],
      [2, ["location", "add", "s3://bucket", "--role", "role"]],
      [4, ["location", "show", "none"]],
      [6, ["location", "remove", "default", "--yes"]],
      [4, ["grant", "show", "none"]],
      [
        2,
        [
          "grant",
          "create",
          `arn:aws:iam::${ACCOUNT}:user/nobody`,
          "--prefix",
          `${data}/*`,
          "--permission",
          "READ",
        ],
      ],
      [2, ["grant", "create", "alice", "--prefix", `${data}/*`, "--permission", "ALL"]],
      [4, ["policy", "get"]],
      [12, ["instance", "dissociate"]],
    ];
    const told = await Promise.all(
      wrong.map(async ([, words]) => ({ words, exitCode: (await as("root", "grants", ...words)).exitCode })),
    );
    expect(told).toEqual(wrong.map(([exitCode, words]) => ({ words, exitCode })));
    expect(await as("alice", "grants", "grant", "list")).toMatchObject({ exitCode: 5 });
    // The store itself has none.
    const atStore = await bench.run(["grants", "instance", "show", "--account-id", ACCOUNT, "--json"]);
    expect(atStore.exitCode).toBe(12);
  });

  test("sign what any command sends", async () => {
    const granted = async (...words: readonly string[]): Promise<Run> =>
      as("alice", ...words, "--access-grants");
    expect((await granted("ls", `s3://${data}/in/`)).lines.map(({ key }) => key)).toEqual([
      "in/a",
      "in/b",
      undefined,
    ]);
    expect(await as("alice", "cat", `s3://${data}/in/a`, "--access-grants")).toMatchObject({ exitCode: 0 });
    const files = await bench.files("grants-up", { "1.txt": "1", "2.txt": "2" });
    await answer(granted("cp", "--recursive", files, `s3://${data}/out`));
    // Read under one grant, written under another.
    await answer(granted("cp", `s3://${data}/in/a`, `s3://${data}/out/copied`));
    const removed = await granted("rm", `s3://${data}/out/1.txt`, `s3://${data}/in/b`, "--yes");
    expect(removed.exitCode).toBe(3);
    expect(await bench.keys(data)).toEqual(["in/a", "in/b", "other", "out/2.txt", "out/copied", "out/old"]);
    const { url } = await answer(granted("presign", "get", `s3://${data}/in/a`));
    expect(new URL(String(url)).searchParams.get("X-Amz-Credential")).toMatch(/^S3KS/);
    expect(await (await fetch(String(url))).text()).toBe("a");
    expect(await granted("cat", `s3://${data}/other`)).toMatchObject({
      exitCode: 5,
      error: {
        code: "AccessDenied",
        message: expect.stringContaining("You do not have READ permissions") as string,
      },
    });
    expect(await granted("ls", "--no-sign-request", `s3://${data}/in/`)).toMatchObject({ exitCode: 2 });
  });

  test("give any client of the SDK what its requests need", async () => {
    const { accessKeyId, secretAccessKey } = userKey("alice");
    const s3 = withAccessGrants(
      new S3Client({
        endpoint: world.gateway.endpoint,
        region: world.gateway.region,
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      }),
    );
    const Bucket = data;
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "in/" }))).KeyCount).toBe(2);
    await s3.send(new PutObjectCommand({ Bucket, Key: "out/sdk", Body: "sdk" }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "out/sdk2", CopySource: `${Bucket}/out/sdk` }));
    await s3.send(new CopyObjectCommand({ Bucket, Key: "out/sdk3", CopySource: `${Bucket}/in/a` }));
    const copied = await s3.send(new GetObjectCommand({ Bucket, Key: "out/sdk3" }));
    expect(await copied.Body?.transformToString()).toBe("a");
    const Objects = ["out/sdk", "out/sdk2", "out/sdk3", "in/a"].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key).toSorted()).toEqual(["out/sdk", "out/sdk2", "out/sdk3"]);
    expect(Errors).toMatchObject([{ Key: "in/a", Code: "AccessDenied" }]);
    s3.destroy();
  });

  describe.runIf(expected("assumes-roles"))("by the store's own roles (skipped: it has none)", () => {
    const role = `it-grants-${Date.now().toString(36)}`;
    const iam = (): IAMClient => {
      const { endpoint, region, accessKeyId, secretAccessKey } = bench.store;
      return new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    };
    const document = (statement: object): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

    beforeAll(async () => {
      const trust = {
        Effect: "Allow",
        Principal: { AWS: ["arn:aws:iam:::user/root"] },
        Action: ["sts:AssumeRole"],
      };
      const made = await iam().send(
        new CreateRoleCommand({ RoleName: role, Path: "/", AssumeRolePolicyDocument: document(trust) }),
      );
      const all = document({ Effect: "Allow", Action: "s3:*", Resource: "*" });
      await iam().send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "all", PolicyDocument: all }));
      await world.commit({ put: "settings", record: { id: "registry", stsRoleArn: made.Role?.Arn ?? "" } });
    });
    afterAll(async () => {
      await iam().send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: "all" }));
      await iam().send(new DeleteRoleCommand({ RoleName: role }));
    });

    test("give credentials that are good at the store itself, for the grant alone", async () => {
      const arn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
      const { id } = await answer(as("root", "grants", "location", "add", `s3://${data}`, "--role", arn));
      const words = [
        "grants",
        "grant",
        "create",
        `arn:aws:iam::${ACCOUNT}:user/bob`,
        "--location",
        String(id),
      ];
      await answer(as("root", ...words, "--prefix", "in/*", "--permission", "READ"));
      let given: Record<string, unknown> = {};
      await expect
        .poll(
          async () =>
            (given = (await as("bob", "grants", "credentials", `s3://${data}/in/*`)).lines.at(-1) ?? {}),
        )
        .toMatchObject({ matchedTarget: `s3://${data}/in/*` });
      const env = {
        AWS_ENDPOINT_URL: bench.store.endpoint,
        AWS_ACCESS_KEY_ID: String(given["accessKeyId"]),
        AWS_SECRET_ACCESS_KEY: String(given["secretAccessKey"]),
        AWS_SESSION_TOKEN: String(given["sessionToken"]),
      };
      expect(await bench.run(["cat", `s3://${data}/in/a`], { env })).toMatchObject({
        exitCode: 0,
        stdout: "a",
      });
      expect((await bench.run(["ls", `s3://${data}/in/`, "--json"], { env })).exitCode).toBe(0);
      expect(await bench.run(["cat", `s3://${data}/other`], { env })).toMatchObject({ exitCode: 5 });
      expect((await bench.run(["ls", `s3://${data}/`, "--json"], { env })).exitCode).toBe(5);
      expect((await bench.run(["rm", `s3://${data}/in/a`, "--yes"], { env })).exitCode).not.toBe(0);
    });
  });
});
