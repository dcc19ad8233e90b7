import { setTimeout as delay } from "node:timers/promises";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateAccessGrantCommand,
  CreateAccessGrantsInstanceCommand,
  CreateAccessGrantsLocationCommand,
  DeleteAccessGrantCommand,
  GetDataAccessCommand,
  ListCallerAccessGrantsCommand,
  type GetDataAccessCommandInput,
  type S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createControlClient } from "../../../../src/lib/grants/control-client.js";
import { withAccessGrants } from "../../../../src/lib/grants/plugin/with-access-grants.js";
import { readAuditPage } from "../../../../src/lib/workspace/audit/read-audit.js";
import { clientFor } from "../../store/running-store.js";
import { keyOf, mint, outcome } from "../running-gateway.js";
import { ACCOUNT, gatewayWithGrants } from "./control-clients.js";

const AccountId = ACCOUNT;
const PERMISSIONS = ["READ", "WRITE", "READWRITE"] as const;
type Permission = (typeof PERMISSIONS)[number];

let gateway: Awaited<ReturnType<typeof gatewayWithGrants>>;
const clients: S3Client[] = [];

beforeAll(async () => {
  gateway = await gatewayWithGrants(async (writer) => {
    await writer.addWorkspace("lab", "bob");
    await writer.share("lab", "alice", { permission: "READ" });
    const createdAt = "2026-01-01T00:00:00.000Z";
    await writer.commit(
      { put: "group", record: { id: "g-team", name: "team", createdAt } },
      { put: "membership", record: { id: "g-team:u-alice", groupId: "g-team", userId: "u-alice" } },
    );
  });
  await gateway.control.send(new CreateAccessGrantsInstanceCommand({ AccountId }));
  const IAMRoleArn = `arn:aws:iam::${ACCOUNT}:role/data`;
  await gateway.control.send(
    new CreateAccessGrantsLocationCommand({ AccountId, LocationScope: "s3://", IAMRoleArn }),
  );
  await gateway.store.createBucket("data2");
  const keys = ["team/a", "team/b", "teammate", "team", "one.txt", "one.txt2", "bob/lab/x"];
  for (const Key of keys)
    await gateway.store.client.send(new PutObjectCommand({ Bucket: "data", Key, Body: Key }));
  await gateway.store.client.send(new PutObjectCommand({ Bucket: "data2", Key: "team/a", Body: "other" }));
});
afterAll(async () => {
  for (const client of clients) client.destroy();
  await gateway[Symbol.asyncDispose]();
});

const grant = async (
  S3SubPrefix: string,
  Permission: Permission,
  more: { object?: boolean; group?: boolean } = {},
) => {
  const { AccessGrantId = "" } = await gateway.control.send(
    new CreateAccessGrantCommand({
      AccountId,
      AccessGrantsLocationId: "default",
      AccessGrantsLocationConfiguration: { S3SubPrefix },
      Grantee:
        more.group === true
          ? { GranteeType: "DIRECTORY_GROUP", GranteeIdentifier: "g-team" }
          : { GranteeType: "IAM", GranteeIdentifier: `arn:aws:iam::${ACCOUNT}:user/alice` },
      Permission,
      ...(more.object === true ? { S3PrefixType: "Object" } : {}),
    }),
  );
  return {
    AccessGrantId,
    async [Symbol.asyncDispose](): Promise<void> {
      await gateway.control.send(new DeleteAccessGrantCommand({ AccountId, AccessGrantId }));
    },
  };
};

const ask = async (
  Target: string,
  Permission: Permission,
  more: Partial<GetDataAccessCommandInput> = {},
  client: S3ControlClient = gateway.alice,
) => client.send(new GetDataAccessCommand({ AccountId, Target, Permission, ...more }));

/** A client with what GetDataAccess gives. */
const granted = async (...call: Parameters<typeof ask>): Promise<S3Client> => {
  const { Credentials } = await ask(...call);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  const client = clientFor(gateway.endpoint, { credentials });
  clients.push(client);
  return client;
};

const OPERATIONS: Readonly<
  Record<string, (client: S3Client, Key: string, Bucket: string) => Promise<unknown>>
> = {
  GetObject: async (client, Key, Bucket) => client.send(new GetObjectCommand({ Bucket, Key })),
  HeadObject: async (client, Key, Bucket) => client.send(new HeadObjectCommand({ Bucket, Key })),
  GetObjectAcl: async (client, Key, Bucket) => client.send(new GetObjectAclCommand({ Bucket, Key })),
  ListObjectsV2: async (client, Prefix, Bucket) => client.send(new ListObjectsV2Command({ Bucket, Prefix })),
  ListObjectVersions: async (client, Prefix, Bucket) =>
    client.send(new ListObjectVersionsCommand({ Bucket, Prefix })),
  PutObject: async (client, Key, Bucket) => client.send(new PutObjectCommand({ Bucket, Key, Body: Key })),
  CopyObject: async (client, Key, Bucket) =>
    client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `data/team/a` })),
  DeleteObject: async (client, Key, Bucket) =>
    client.send(new DeleteObjectCommand({ Bucket, Key: `${Key}-absent` })),
};

const READS = new Set(["GetObject", "HeadObject", "GetObjectAcl", "ListObjectsV2", "ListObjectVersions"]);

describe.each(PERMISSIONS)("a %s grant on team/*", (permission) => {
  let client: S3Client;
  let held: Awaited<ReturnType<typeof grant>>;
  beforeAll(async () => {
    held = await grant("data/team/*", permission);
    client = await granted("s3://data/team/*", permission);
  });
  afterAll(async () => held[Symbol.asyncDispose]());

  const places = [
    ["data", "team/a", true],
    ["data", "team/", true],
    ["data", "team", false],
    ["data", "teammate", false],
    ["data", "tea", false],
    ["data", "one.txt", false],
    ["data", "team/../one.txt", false],
    ["data", "/team/a", false],
    ["data2", "team/a", false],
  ] as const;
  const cases = Object.keys(OPERATIONS).flatMap((operation) =>
    places.map((place) => [operation, ...place] as const),
  );

  test.each(cases)("%s in %s of %s (inside: %s)", async (operation, bucket, key, inside) => {
    const needsRead = READS.has(operation) || operation === "CopyObject";
    const needsWrite = !READS.has(operation);
    const holds = (!needsRead || permission !== "WRITE") && (!needsWrite || permission !== "READ");
    const found = await outcome(OPERATIONS[operation]?.(client, key, bucket) ?? Promise.resolve());
    // That a key is not there, or is copied onto itself, is told to those who are let in.
    const allowed = found !== "AccessDenied";
    expect({ found, allowed }).toEqual({ found, allowed: holds && inside });
  });
});

describe("credentials of a grant", () => {
  test("end with it", async () => {
    const held = await grant("data/team/*", "READ");
    const client = await granted("s3://data/team/*", "READ");
    expect(await outcome(client.send(new GetObjectCommand({ Bucket: "data", Key: "team/a" })))).toBe("ok");
    await held[Symbol.asyncDispose]();
    expect(await outcome(client.send(new GetObjectCommand({ Bucket: "data", Key: "team/a" })))).toBe(
      "AccessDenied",
    );
    expect(await outcome(ask("s3://data/team/a", "READ"))).toBe("AccessDenied");
  });

  test("for one object are for that object", async () => {
    await using _held = await grant("data/one.txt", "READWRITE", { object: true });
    const client = await granted("s3://data/one.txt", "READ");
    expect(await outcome(client.send(new GetObjectCommand({ Bucket: "data", Key: "one.txt" })))).toBe("ok");
    expect(await outcome(client.send(new GetObjectCommand({ Bucket: "data", Key: "one.txt2" })))).toBe(
      "AccessDenied",
    );
    // The permission is what was asked for, not what was granted.
    expect(
      await outcome(client.send(new PutObjectCommand({ Bucket: "data", Key: "one.txt", Body: "x" }))),
    ).toBe("AccessDenied");
    expect(await outcome(ask("s3://data/one.txt*", "READ"))).toBe("AccessDenied");
  });

  test("of least privilege are for the target alone", async () => {
    await using _held = await grant("data/team/*", "READ");
    const whole = await granted("s3://data/team/a", "READ");
    expect(await outcome(whole.send(new GetObjectCommand({ Bucket: "data", Key: "team/b" })))).toBe("ok");
    const { MatchedGrantTarget } = await ask("s3://data/team/a", "READ", {
      Privilege: "Minimal",
      TargetType: "Object",
    });
    expect(MatchedGrantTarget).toBe("s3://data/team/a");
    const least = await granted("s3://data/team/a", "READ", { Privilege: "Minimal", TargetType: "Object" });
    expect(await outcome(least.send(new GetObjectCommand({ Bucket: "data", Key: "team/a" })))).toBe("ok");
    expect(await outcome(least.send(new GetObjectCommand({ Bucket: "data", Key: "team/b" })))).toBe(
      "AccessDenied",
    );
    const folder = await granted("s3://data/team/", "READ", { Privilege: "Minimal" });
    expect(await outcome(folder.send(new GetObjectCommand({ Bucket: "data", Key: "team/a" })))).toBe(
      "AccessDenied",
    );
  });

  test("with stars and question marks in the key mean these", async () => {
    await using _held = await grant("data/a*", "READWRITE", { object: true });
    const client = await granted("s3://data/a*", "READWRITE", { TargetType: "Object" });
    expect(await outcome(client.send(new PutObjectCommand({ Bucket: "data", Key: "a*", Body: "x" })))).toBe(
      "ok",
    );
    expect(await outcome(client.send(new PutObjectCommand({ Bucket: "data", Key: "ab", Body: "x" })))).toBe(
      "AccessDenied",
    );
    await using _odd = await grant("data/w?${aws:username}*", "READ");
    expect(await outcome(ask("s3://data/w?${aws:username}x", "READ"))).toBe("ok");
    expect(await outcome(ask("s3://data/wxalicex", "READ"))).toBe("AccessDenied");
  });

  test("come from the caller's groups and shares, too", async () => {
    await using _wide = await grant("data/*", "READ", { group: true });
    expect((await ask("s3://data/teammate", "READ")).Grantee).toEqual({
      GranteeType: "DIRECTORY_GROUP",
      GranteeIdentifier: "g-team",
    });
    expect((await ask("s3://data/bob/lab/x", "READ")).MatchedGrantTarget).toBe("s3://data/bob/lab/*");
    const { CallerAccessGrantsList } = await gateway.alice.send(
      new ListCallerAccessGrantsCommand({ AccountId }),
    );
    expect(CallerAccessGrantsList).toEqual([
      { Permission: "READ", GrantScope: "s3://data/*", ApplicationArn: "ALL" },
      { Permission: "READ", GrantScope: "s3://data/bob/lab/*", ApplicationArn: "ALL" },
    ]);
    const narrowed = await gateway.alice.send(
      new ListCallerAccessGrantsCommand({ AccountId, GrantScope: "s3://data/bob" }),
    );
    expect(narrowed.CallerAccessGrantsList).toHaveLength(1);
  });

  test("last as long as asked for, and no longer than those that asked", async () => {
    await using _held = await grant("data/team/*", "READ");
    const left = ({ Credentials }: Awaited<ReturnType<typeof ask>>): number =>
      Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000 / 60);
    expect(left(await ask("s3://data/team/a", "READ"))).toBe(60);
    expect(left(await ask("s3://data/team/a", "READ", { DurationSeconds: 900 }))).toBe(15);
    const session = await mint("alice", { expiresAt: Date.now() + 120_000 });
    expect(left(await ask("s3://data/team/a", "READ", {}, await gateway.clientFor(session)))).toBe(2);
    const limited = await mint("alice", {
      scopes: [{ scope: { bucket: "data", prefix: "team/a" }, permission: "READ" }],
    });
    const limitedClient = await gateway.clientFor(limited);
    expect(await outcome(ask("s3://data/team/b", "READ", {}, limitedClient))).toBe("AccessDenied");
    expect((await ask("s3://data/team/a", "READ", {}, limitedClient)).MatchedGrantTarget).toBe(
      "s3://data/team/a*",
    );
  });

  test("are had at another gateway the moment they are granted at one", async () => {
    await using another = await gateway.startAnother();
    const there = await createControlClient({
      endpoint: another.endpoint,
      region: "us-east-1",
      credentials: keyOf("alice"),
    });
    expect(await outcome(ask("s3://data/team/a", "READ", {}, there))).toBe("AccessDenied");
    await delay(250);
    await using _held = await grant("data/team/*", "READ");
    expect(await outcome(ask("s3://data/team/a", "READ", {}, there))).toBe("ok");
    there.destroy();
  });

  test("are written down, with what was said about them", async () => {
    const held = await grant("data/team/*", "READ");
    await ask("s3://data/team/a", "READ", { AuditContext: "job 7" });
    await ask("s3://elsewhere/x", "WRITE", { AuditContext: "job 8" }).catch(() => undefined);
    const { bucket, keys } = gateway.registry;
    const found = async () => {
      const { records } = await readAuditPage(bucket, keys, { action: "access-grants GetDataAccess" });
      return records.filter(({ details }) => /^job [78]$/.test(String(details["auditContext"])));
    };
    await expect.poll(found, { timeout: 5000 }).toMatchObject([
      {
        by: "alice",
        outcome: "done",
        target: "s3://data/team/a",
        details: { grant: held.AccessGrantId, scope: "s3://data/team/*", permission: "READ" },
      },
      {
        by: "alice",
        outcome: "refused",
        target: "s3://elsewhere/x",
        reason: "You do not have WRITE permissions to the requested S3 Prefix: s3://elsewhere/x",
      },
    ]);
    await held[Symbol.asyncDispose]();
  });
});

describe("a client with the plugin", () => {
  const pluginClient = (name: string): S3Client => {
    const client = withAccessGrants(clientFor(gateway.endpoint, { credentials: keyOf(name) }));
    clients.push(client);
    return client;
  };

  test("finds out by itself whom to ask, and reads, lists, writes, copies and deletes under its grants", async () => {
    await using _read = await grant("data/in/*", "READ");
    await using _write = await grant("data/out/*", "READWRITE");
    await gateway.store.client.send(
      new PutObjectCommand({ Bucket: "data", Key: "in/x", Body: "content", Metadata: { made: "by" } }),
    );
    const s3 = pluginClient("alice");
    expect(
      await (await s3.send(new GetObjectCommand({ Bucket: "data", Key: "in/x" }))).Body?.transformToString(),
    ).toBe("content");
    expect((await s3.send(new ListObjectsV2Command({ Bucket: "data", Prefix: "in/" }))).KeyCount).toBe(1);
    await s3.send(new PutObjectCommand({ Bucket: "data", Key: "out/1", Body: "1" }));
    await s3.send(new CopyObjectCommand({ Bucket: "data", Key: "out/2", CopySource: "data/out/1" }));
    await s3.send(new CopyObjectCommand({ Bucket: "data", Key: "out/3", CopySource: "/data/in/x" }));
    expect((await s3.send(new HeadObjectCommand({ Bucket: "data", Key: "out/3" }))).Metadata).toEqual({
      made: "by",
    });
    const { Deleted, Errors } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: "data",
        Delete: { Objects: ["out/1", "in/x", "out/2", "out/3"].map((Key) => ({ Key })) },
      }),
    );
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["out/1", "out/2", "out/3"]);
    expect(Errors).toMatchObject([{ Key: "in/x", Code: "AccessDenied" }]);
    await expect(s3.send(new HeadBucketCommand({ Bucket: "data" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  test("is refused once its grant is gone, and finds a new one", async () => {
    const held = await grant("data/team/*", "READ");
    const s3 = pluginClient("alice");
    const read = async () => outcome(s3.send(new GetObjectCommand({ Bucket: "data", Key: "team/a" })));
    expect(await read()).toBe("ok");
    await held[Symbol.asyncDispose]();
    expect(await read()).toBe("AccessDenied");
  });
});
