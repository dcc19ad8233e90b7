import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { readAuditPage } from "../../../src/lib/workspace/audit/read-audit.js";
import { clientFor } from "../store/running-store.js";
import { userEvent } from "../workspace/registry/registry-fixture.js";
import { keyOf, outcome, runningGateway, type GatewayFixture } from "./running-gateway.js";

const ROLE = "arn:aws:iam::000000000000:role/workspace/lab";
const put = (client: S3Client, Key: string) =>
  client.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key }));
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: "data", Key }));

type CredentialNames = "AccessKeyId" | "SecretAccessKey" | "SessionToken";
type Pair = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

const stsFor = ({ endpoint }: GatewayFixture, credentials: Pair): STSClient =>
  new STSClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });

function pairOf(answer: object): Pair {
  const { Credentials } = answer as { readonly Credentials: Readonly<Record<CredentialNames, string>> };
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials;
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

describe("the gateway's STS", () => {
  it("tells callers who they are", async () => {
    await using gateway = await runningGateway();
    const identity = await stsFor(gateway, keyOf("alice")).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: "000000000000",
      Arn: "arn:aws:iam::000000000000:user/alice",
      UserId: "u-alice",
    });
  });

  it("gives out a session with all that its user may do, which ends with his key", async () => {
    await using gateway = await runningGateway();
    const answer = await stsFor(gateway, keyOf("alice")).send(
      new GetSessionTokenCommand({ DurationSeconds: 900 }),
    );
    const until = (answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(Math.round(until / 60_000)).toBe(15);
    const session = pairOf(answer);
    using client = asDisposable(clientFor(gateway.endpoint, { credentials: session }));
    await put(client, "alice/lab/a");
    await put(client, "alice/own/a");
    expect(await outcome(put(client, "bob/a"))).toBe("AccessDenied");
    expect(await outcome(stsFor(gateway, session).send(new GetSessionTokenCommand({})))).toBe("AccessDenied");
    const sealedSecret = await gateway.registry.keys.seal("u-alice", "another");
    const key = { accessKeyId: "AKalice2", sealedSecret, createdAt: "2026-01-01T00:00:00.000Z" };
    await gateway.writer.commit(userEvent("alice", { key }));
    await gateway.writer.known();
    expect(await outcome(get(client, "alice/lab/a"))).toBe("AccessDenied");
  });

  it("lets users assume the role of a workspace that they may use, and do there what they may", async () => {
    await using gateway = await runningGateway();
    const assume = async (name: string, RoleArn = ROLE) =>
      pairOf(
        await stsFor(gateway, keyOf(name)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "job-1" })),
      );
    const role = await assume("alice");
    using alice = asDisposable(clientFor(gateway.endpoint, { credentials: role }));
    await put(alice, "alice/lab/a");
    expect(await outcome(put(alice, "alice/own/a"))).toBe("AccessDenied");
    const listing = await alice.send(
      new ListObjectsV2Command({ Bucket: "data", Delimiter: "/", Prefix: "alice/" }),
    );
    expect(listing.CommonPrefixes).toEqual([{ Prefix: "alice/lab/" }]);
    const identity = await stsFor(gateway, role).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe("arn:aws:sts::000000000000:assumed-role/workspace/lab/job-1");
    using bob = asDisposable(clientFor(gateway.endpoint, { credentials: await assume("bob") }));
    expect(await outcome(get(bob, "alice/lab/a"))).toBe("ok");
    expect(await outcome(put(bob, "alice/lab/a"))).toBe("AccessDenied");
    const readOnly = await assume("alice", ROLE.replace("workspace/", "workspace-readonly/"));
    using reader = asDisposable(clientFor(gateway.endpoint, { credentials: readOnly }));
    expect(await outcome(get(reader, "alice/lab/a"))).toBe("ok");
    expect(await outcome(put(reader, "alice/lab/a"))).toBe("AccessDenied");
    const again = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "job-2" });
    expect(await outcome(stsFor(gateway, role).send(again))).toBe("AccessDenied");
  });

  it.each([
    ["a workspace of others", "carol", { RoleArn: ROLE }, "AccessDenied"],
    ["a workspace that is not there", "alice", { RoleArn: ROLE.replace("lab", "nowhere") }, "AccessDenied"],
    ["another role", "alice", { RoleArn: "arn:aws:iam::000000000000:role/Admin" }, "ValidationError"],
    ["a session policy", "alice", { Policy: "{}" }, "ValidationError"],
    ["too short a time", "alice", { DurationSeconds: 899 }, "ValidationError"],
    ["too long a time", "alice", { DurationSeconds: 43_201 }, "ValidationError"],
    ["a name with spaces", "alice", { RoleSessionName: "a b" }, "ValidationError"],
  ])("refuses %s", async (_what, name, input, code) => {
    await using gateway = await runningGateway();
    const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "job", ...input });
    expect(await outcome(stsFor(gateway, keyOf(name)).send(command))).toBe(code);
  });

  it("writes down what it gave out, and what it refused", async () => {
    await using gateway = await runningGateway();
    const assume = async (name: string) =>
      outcome(
        stsFor(gateway, keyOf(name)).send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: "job-1" })),
      );
    expect([await assume("alice"), await assume("carol")]).toEqual(["ok", "AccessDenied"]);
    await stsFor(gateway, keyOf("bob")).send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const { bucket, keys } = gateway.registry;
    const read = async () => (await readAuditPage(bucket, keys, {})).records;
    await expect.poll(async () => (await read()).length, { timeout: 5000 }).toBe(3);
    expect(await read()).toMatchObject([
      { by: "alice", action: "sts AssumeRole", outcome: "done", target: ROLE, details: { session: "job-1" } },
      { by: "carol", action: "sts AssumeRole", outcome: "refused", target: ROLE },
      { by: "bob", action: "sts GetSessionToken", outcome: "done", details: { seconds: "900" } },
    ]);
  });

  it("words refusals as STS does", async () => {
    await using gateway = await runningGateway();
    const unknown = stsFor(gateway, { accessKeyId: "NOBODY", secretAccessKey: "x" });
    expect(await outcome(unknown.send(new GetCallerIdentityCommand({})))).toBe("InvalidClientTokenId");
    const wrong = stsFor(gateway, { ...keyOf("alice"), secretAccessKey: "x" });
    expect(await outcome(wrong.send(new GetCallerIdentityCommand({})))).toBe("SignatureDoesNotMatch");
    const other = new GetFederationTokenCommand({ Name: "name" });
    expect(await outcome(stsFor(gateway, keyOf("alice")).send(other))).toBe("InvalidAction");
    const own = gateway.endpoint;
    const key = { accessKeyId: "CLIENTKEY", secretAccessKey: "client/secret" };
    const session = new STSClient({ endpoint: own, region: "us-east-1", credentials: key, maxAttempts: 1 });
    await expect(session.send(new GetSessionTokenCommand({}))).rejects.toThrow(/own keys are nobody's/);
  });

  it("speaks with `aws sts`", { timeout: 40_000 }, async ({ skip }) => {
    const aws = await promisify(execFile)("aws", ["--version"]).catch(() => undefined);
    if (aws === undefined) skip();
    await using gateway = await runningGateway();
    const env = {
      PATH: process.env["PATH"],
      AWS_ACCESS_KEY_ID: keyOf("alice").accessKeyId,
      AWS_SECRET_ACCESS_KEY: keyOf("alice").secretAccessKey,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    const words = ["--endpoint-url", gateway.endpoint, "sts", "assume-role", "--role-arn", ROLE];
    const { stdout } = await promisify(execFile)("aws", [...words, "--role-session-name", "cli"], { env });
    const pair = pairOf(JSON.parse(stdout) as object);
    using client = asDisposable(clientFor(gateway.endpoint, { credentials: pair }));
    expect(await outcome(put(client, "alice/lab/from-cli"))).toBe("ok");
  });
});

function asDisposable(client: S3Client): S3Client & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}
