import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, test } from "vitest";
import {
  accessGrantsOf,
  withAccessGrants,
  type AccessGrantsEvent,
} from "../../../../src/lib/grants/plugin/with-access-grants.js";
import { recordedAws, type RecordedAnswer, type SentRequest } from "./recorded-aws.js";

const get = (Key: string, Bucket = "bucket") => new GetObjectCommand({ Bucket, Key });
const put = (Key: string, Bucket = "bucket") => new PutObjectCommand({ Bucket, Key, Body: "x" });
const remove = (...keys: string[]) =>
  new DeleteObjectsCommand({ Bucket: "bucket", Delete: { Objects: keys.map((Key) => ({ Key })) } });
const copy = (source: string, Key: string) =>
  new CopyObjectCommand({ Bucket: "bucket", Key, CopySource: source });
const READ_BOB = { scope: "s3://bucket/bob/*", permission: "READ" } as const;

describe("a request of a client with S3 Access Grants", () => {
  test("is signed with what GetDataAccess gave, asked for with the client's own credentials", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    await s3.send(get("bob/x"));
    expect(aws.sent.map(({ host, path, signedBy }) => [host, path, signedBy])).toEqual([
      ["sts.eu-west-1.amazonaws.com", "/", "AKIAALICE"],
      [
        "999988887777.s3-control.eu-west-1.amazonaws.com",
        "/v20180820/accessgrantsinstance/prefix",
        "AKIAALICE",
      ],
      [
        "111122223333.s3-control.eu-west-1.amazonaws.com",
        "/v20180820/accessgrantsinstance/dataaccess",
        "AKIAALICE",
      ],
      ["bucket.s3.eu-west-1.amazonaws.com", "/bob/x", "ASIA1"],
    ]);
    expect(aws.dataAccessCalls()[0]).toMatchObject({
      query: { target: "s3://bucket/bob/x", permission: "READ", privilege: "Default" },
      headers: { "x-amz-account-id": "111122223333" },
    });
    expect(aws.sent.at(-1)?.headers["x-amz-security-token"]).toBe("token");
  });

  test("uses what is held for all that the grant covers, and makes no other call", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    await s3.send(get("bob/x"));
    aws.sent.length = 0;
    await s3.send(get("bob/y/z"));
    await s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "bob/" }));
    expect(aws.sent.map(({ host, signedBy }) => [host, signedBy])).toEqual([
      ["bucket.s3.eu-west-1.amazonaws.com", "ASIA1"],
      ["bucket.s3.eu-west-1.amazonaws.com", "ASIA1"],
    ]);
  });

  test("does not write with credentials for reading, nor reads outside of their scope", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    await s3.send(get("bob/x"));
    await expect(s3.send(put("bob/x"))).rejects.toMatchObject({
      name: "AccessDenied",
      message: "You do not have WRITE permissions to the requested S3 Prefix: s3://bucket/bob/x",
    });
    await expect(s3.send(get("bobby"))).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(s3.send(new HeadBucketCommand({ Bucket: "bucket" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    expect(aws.storeCalls()).toHaveLength(1);
  });

  test("reads with credentials for both that a copy has fetched", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/bob/*", permission: "READWRITE" }] });
    const s3 = withAccessGrants(aws.client());
    await s3.send(copy("bucket/bob/x", "bob/y")).catch(() => undefined);
    await s3.send(get("bob/x"));
    expect(aws.dataAccessCalls()).toHaveLength(1);
  });

  test("uses the client's own credentials where grants are not for the operation, whatever falls back", async () => {
    const aws = recordedAws();
    const events: AccessGrantsEvent[] = [];
    const s3 = withAccessGrants(aws.client(), { onEvent: (event) => events.push(event) });
    await s3.send(new GetObjectTaggingCommand({ Bucket: "bucket", Key: "x" }));
    expect(aws.sent.map(({ signedBy }) => signedBy)).toEqual(["AKIAALICE"]);
    expect(events).toEqual([{ type: "fallback", operation: "GetObjectTagging" }]);
  });

  test.each([
    ["a refusal", {}],
    [
      "a broken service",
      { answer: ({ path }: SentRequest) => (path.endsWith("/dataaccess") ? { status: 500 } : undefined) },
    ],
    [
      "an unknown caller",
      { answer: ({ host }: SentRequest) => (host.startsWith("sts.") ? { status: 403 } : undefined) },
    ],
  ])("after %s falls back when told to, and only then", async (_name, options) => {
    const strict = recordedAws(options);
    await expect(withAccessGrants(strict.client()).send(get("bob/x"))).rejects.toThrow();
    expect(strict.storeCalls()).toEqual([]);
    const lenient = recordedAws(options);
    await withAccessGrants(lenient.client(), { fallbackEnabled: true }).send(get("bob/x"));
    expect(lenient.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["AKIAALICE"]);
  });

  test("that the store refuses is not sent again with the client's own credentials", async () => {
    const aws = recordedAws({
      grants: [READ_BOB],
      answer: ({ host }) =>
        host.includes(".s3.") ? { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" } : undefined,
    });
    const s3 = withAccessGrants(aws.client(), { fallbackEnabled: true });
    await expect(s3.send(get("bob/x"))).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(aws.storeCalls()).toHaveLength(1);
  });

  test("presigned is signed with granted credentials", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    const url = new URL(await getSignedUrl(s3, get("bob/x"), { expiresIn: 60 }));
    expect(url.searchParams.get("X-Amz-Credential")).toMatch(/^ASIA1\//);
    expect(url.searchParams.get("X-Amz-Security-Token")).toBe("token");
    expect(aws.storeCalls()).toEqual([]);
  });

  test("says what it is told to say", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/a*", permission: "READ" }] });
    const s3 = withAccessGrants(aws.client(), {
      accountId: "111122223333",
      durationSeconds: 900,
      privilege: "Minimal",
      auditContext: "job 7",
    });
    await s3.send(get("a*"));
    expect(aws.sent).toHaveLength(2);
    expect(aws.dataAccessCalls()[0]?.query).toEqual({
      target: "s3://bucket/a*",
      targetType: "Object",
      permission: "READ",
      privilege: "Minimal",
      durationSeconds: "900",
      auditContext: "job 7",
    });
    // Credentials of least privilege are good for what was asked alone.
    await s3.send(get("ab"));
    expect(aws.dataAccessCalls()).toHaveLength(2);
  });

  test("of a bucket elsewhere asks the service there, when the client follows buckets", async () => {
    const elsewhere = ({ method, path }: SentRequest): RecordedAnswer | undefined =>
      method === "HEAD" && path === "/"
        ? { status: 403, headers: { "x-amz-bucket-region": "us-west-2" } }
        : undefined;
    const aws = recordedAws({ grants: [READ_BOB], answer: elsewhere });
    const s3 = withAccessGrants(aws.client({ followRegionRedirects: true }), { accountId: "111122223333" });
    await s3.send(get("bob/x"));
    await s3.send(put("bob/x")).catch(() => undefined);
    expect(aws.dataAccessCalls().map(({ host }) => host)).toEqual([
      "111122223333.s3-control.us-west-2.amazonaws.com",
      "111122223333.s3-control.us-west-2.amazonaws.com",
    ]);
    expect(aws.sent.filter(({ method }) => method === "HEAD")).toHaveLength(1);
  });

  test("behind a gateway asks the gateway, under its own name", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client({ endpoint: "http://gateway.test:9000", forcePathStyle: true }), {
      accountId: "111122223333",
    });
    await s3.send(get("bob/x"));
    expect(aws.sent.map(({ host, path }) => [host, path])).toEqual([
      ["gateway.test", "/v20180820/accessgrantsinstance/dataaccess"],
      ["gateway.test", "/bucket/bob/x"],
    ]);
  });
});

describe("credentials that are held", () => {
  test("are kept apart by session token, and each caller asks in his own name", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    let sessionToken = "";
    const credentials = async () => ({
      accessKeyId: "AKIASAME",
      secretAccessKey: "same",
      sessionToken,
      expiration: new Date(0),
    });
    const s3 = withAccessGrants(aws.client({ credentials }), { accountId: "111122223333" });
    for (sessionToken of ["one", "two", "one"]) await s3.send(get("bob/x"));
    expect(aws.dataAccessCalls().map(({ headers }) => headers["x-amz-security-token"])).toEqual([
      "one",
      "two",
    ]);
    expect(aws.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["ASIA1", "ASIA2", "ASIA1"]);
  });

  test("are not shared between clients", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const alice = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const bob = withAccessGrants(
      aws.client({ credentials: { accessKeyId: "AKIABOB", secretAccessKey: "bob" } }),
      { accountId: "111122223333" },
    );
    await alice.send(get("bob/x"));
    await bob.send(get("bob/x"));
    expect(aws.dataAccessCalls().map(({ signedBy }) => signedBy)).toEqual(["AKIAALICE", "AKIABOB"]);
  });

  test("end when they say so, not when a setting says so", async () => {
    let now = Date.now();
    const aws = recordedAws({ grants: [READ_BOB], lifetimeSeconds: 900, now: () => now });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333", now: () => now });
    await s3.send(get("bob/x"));
    now += 800_000;
    await s3.send(get("bob/x"));
    expect(aws.dataAccessCalls()).toHaveLength(1);
    now += 71_000;
    await s3.send(get("bob/x"));
    expect(aws.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["ASIA1", "ASIA1", "ASIA2"]);
  });

  test("are renewed before they end, while requests go on with the old ones", async () => {
    let now = Date.now();
    const renewed = Promise.withResolvers<void>();
    const aws = recordedAws({
      grants: [READ_BOB],
      now: () => now,
      beforeAccess: async () => (aws.dataAccessCalls().length > 1 ? renewed.promise : undefined),
    });
    const events: AccessGrantsEvent[] = [];
    const s3 = withAccessGrants(aws.client(), {
      accountId: "111122223333",
      now: () => now,
      onEvent: (event) => events.push(event),
    });
    await s3.send(get("bob/x"));
    now += 3_400_000;
    await Promise.all([s3.send(get("bob/x")), s3.send(get("bob/y"))]);
    renewed.resolve();
    await expect.poll(() => events.filter(({ type }) => type === "fetched")).toHaveLength(2);
    await s3.send(get("bob/x"));
    expect(aws.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["ASIA1", "ASIA1", "ASIA1", "ASIA2"]);
  });

  test("are forgotten when their renewal is refused: the grant is gone", async () => {
    let now = Date.now();
    const aws = recordedAws({ grants: [READ_BOB], now: () => now });
    const events: AccessGrantsEvent[] = [];
    const s3 = withAccessGrants(aws.client(), {
      accountId: "111122223333",
      now: () => now,
      onEvent: (event) => events.push(event),
    });
    await s3.send(get("bob/x"));
    aws.grants.length = 0;
    now += 3_400_000;
    await s3.send(get("bob/x"));
    await expect.poll(() => events.some(({ type }) => type === "fetch-failed")).toBe(true);
    await expect(s3.send(get("bob/x"))).rejects.toMatchObject({ name: "AccessDenied" });
  });

  test("that the store takes no more are fetched anew, once", async () => {
    const aws = recordedAws({
      grants: [READ_BOB],
      answer: ({ signedBy }) =>
        signedBy === "ASIA1" ? { status: 400, body: "<Error><Code>ExpiredToken</Code></Error>" } : undefined,
    });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    await s3.send(get("bob/x"));
    expect(aws.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["ASIA1", "ASIA2"]);
  });

  test("are shown without their secrets, and can be cleared", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    await s3.send(get("bob/x"));
    const controls = accessGrantsOf(s3);
    expect(controls?.held()).toEqual([
      {
        permission: "READ",
        scope: "s3://bucket/bob/*",
        accessKeyId: "ASIA1",
        expiration: expect.any(Date) as Date,
      },
    ]);
    controls?.clear();
    expect(controls?.held()).toEqual([]);
    await s3.send(get("bob/x"));
    expect(aws.dataAccessCalls()).toHaveLength(2);
  });

  test("go when there are too many, the least recently used first", async () => {
    const grants = ["a", "b", "c"].map((name) => ({
      scope: `s3://bucket/${name}/*`,
      permission: "READ" as const,
    }));
    const aws = recordedAws({ grants });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333", maxHeld: 2 });
    for (const key of ["a/1", "b/1", "a/2", "c/1", "a/3"]) await s3.send(get(key));
    expect(aws.dataAccessCalls()).toHaveLength(3);
    await s3.send(get("b/2"));
    expect(aws.dataAccessCalls()).toHaveLength(4);
  });
});

describe("requests that begin together", () => {
  test("ask once for one folder", async () => {
    const aws = recordedAws({ grants: [READ_BOB] });
    const s3 = withAccessGrants(aws.client());
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => s3.send(get(`bob/${index.toString()}`))),
    );
    expect(aws.dataAccessCalls()).toHaveLength(1);
    expect(aws.calls("sts.")).toHaveLength(1);
    expect(aws.calls("/prefix")).toHaveLength(1);
    expect(aws.storeCalls()).toHaveLength(50);
  });

  test("are told their own refusals, each asked for once", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/bob/0", permission: "READ" }] });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const settled = await Promise.allSettled(
      ["bob/1", "bob/0", "bob/1"].map(async (key) => s3.send(get(key))),
    );
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
    expect(aws.dataAccessCalls()).toHaveLength(2);
  });
});

describe("a refusal", () => {
  test("is remembered for five minutes, for its target and permission alone", async () => {
    let now = Date.now();
    const aws = recordedAws({ now: () => now });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333", now: () => now });
    const send = async (key: string) => s3.send(get(key)).catch(() => undefined);
    for (const key of ["a/1", "a/1", "a/2"]) await send(key);
    expect(aws.dataAccessCalls()).toHaveLength(2);
    now += 299_000;
    await send("a/1");
    expect(aws.dataAccessCalls()).toHaveLength(2);
    now += 2000;
    await send("a/1");
    expect(aws.dataAccessCalls()).toHaveLength(3);
  });

  test("of another kind is not remembered", async () => {
    const aws = recordedAws({
      answer: ({ path }) => (path.endsWith("/dataaccess") ? { status: 400 } : undefined),
    });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    for (let index = 0; index < 2; index += 1) await s3.send(get("a")).catch(() => undefined);
    expect(aws.dataAccessCalls()).toHaveLength(2);
  });
});

describe("a deletion of many keys", () => {
  const answer = ({ path, method, body }: SentRequest): RecordedAnswer | undefined => {
    if (method !== "POST" || path !== "/") return undefined;
    const keys = [...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);
    return keys.length === 0
      ? undefined
      : {
          body: `<DeleteResult>${keys.map((key) => `<Deleted><Key>${key ?? ""}</Key></Deleted>`).join("")}</DeleteResult>`,
        };
  };

  test("goes as one where a grant has all of them", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/*", permission: "WRITE" }], answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const { Deleted } = await s3.send(remove("a/1", "b/1"));
    expect(Deleted).toEqual([{ Key: "a/1" }, { Key: "b/1" }]);
    expect(aws.dataAccessCalls().map(({ query }) => query["target"])).toEqual(["s3://bucket/*"]);
    expect(aws.storeCalls()).toHaveLength(1);
  });

  test("is split by grants else, and keys without one come back as errors", async () => {
    const grants = ["a", "b"].map((name) => ({
      scope: `s3://bucket/${name}/*`,
      permission: "WRITE" as const,
    }));
    const aws = recordedAws({ grants, answer });
    const events: AccessGrantsEvent[] = [];
    const s3 = withAccessGrants(aws.client(), {
      accountId: "111122223333",
      onEvent: (event) => events.push(event),
    });
    const { Deleted, Errors } = await s3.send(remove("a/1", "c/1", "b/1", "a/2", "b/2"));
    expect(Deleted?.map(({ Key }) => Key)).toEqual(["a/1", "a/2", "b/1", "b/2"]);
    expect(Errors).toEqual([
      {
        Key: "c/1",
        Code: "AccessDenied",
        Message: "You do not have WRITE permissions to the requested S3 Prefix: s3://bucket/c/1",
      },
    ]);
    expect(
      aws
        .storeCalls()
        .map(({ signedBy }) => signedBy)
        .toSorted(),
    ).toEqual(["ASIA1", "ASIA2"]);
    expect(aws.dataAccessCalls()).toHaveLength(4);
    expect(events.filter(({ type }) => type === "split")).toEqual([
      { type: "split", operation: "DeleteObjects", requestCount: 2 },
    ]);
  });

  test("sends the rest with the client's own credentials where it may fall back", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/a/*", permission: "WRITE" }], answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333", fallbackEnabled: true });
    const { Deleted, Errors } = await s3.send(remove("a/1", "c/1"));
    expect(Deleted?.map(({ Key }) => Key).toSorted()).toEqual(["a/1", "c/1"]);
    expect(Errors).toBeUndefined();
    expect(
      aws
        .storeCalls()
        .map(({ signedBy }) => signedBy)
        .toSorted(),
    ).toEqual(["AKIAALICE", "ASIA1"]);
  });

  test("fails as a whole when no key has a grant", async () => {
    const aws = recordedAws({ answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    await expect(s3.send(remove("a/1", "c/1"))).rejects.toMatchObject({
      message: "You do not have WRITE permissions to the requested S3 Prefix: s3://bucket/*",
    });
    expect(aws.storeCalls()).toEqual([]);
  });
});

describe("a copy", () => {
  const answer = ({ method, path, headers, host }: SentRequest): RecordedAnswer | undefined => {
    if (!host.includes(".s3.")) return undefined;
    if (method === "GET")
      return {
        body: "content",
        headers: { "content-length": "7", "content-type": "text/odd", "x-amz-meta-made": "by" },
      };
    if (headers["x-amz-copy-source"] !== undefined)
      return { body: "<CopyObjectResult><ETag>&quot;c&quot;</ETag></CopyObjectResult>" };
    return path === "/" ? undefined : { headers: { etag: '"p"' } };
  };

  test("is the store's own where one grant has both ends", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://bucket/p/*", permission: "READWRITE" }], answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const { CopyObjectResult } = await s3.send(copy("/bucket/p/a%20b?versionId=1", "p/c"));
    expect(CopyObjectResult?.ETag).toBe('"c"');
    expect(aws.dataAccessCalls().map(({ query }) => [query["target"], query["permission"]])).toEqual([
      ["s3://bucket/p/*", "READWRITE"],
    ]);
  });

  test.each([
    ["in one bucket", "bucket/in/x", "s3://bucket/in/*"],
    ["between two", "other/in/x", "s3://other/in/*"],
  ])("%s with two grants reads with one and writes with the other", async (_name, source, scope) => {
    const aws = recordedAws({
      grants: [
        { scope, permission: "READ" },
        { scope: "s3://bucket/out/*", permission: "WRITE" },
      ],
      answer,
    });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const { CopyObjectResult } = await s3.send(copy(source, "out/y"));
    expect(CopyObjectResult?.ETag).toBe('"p"');
    const calls = aws.storeCalls();
    expect(calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", "/in/x", ""],
      ["PUT", "/out/y", expect.stringContaining("content") as string],
    ]);
    expect(new Set(calls.map(({ signedBy }) => signedBy)).size).toBe(2);
    expect(calls[1]?.headers).toMatchObject({ "content-type": "text/odd", "x-amz-meta-made": "by" });
  });

  test("of a part is relayed as a part", async () => {
    const grants = [
      { scope: "s3://other/*", permission: "READ" as const },
      { scope: "s3://bucket/*", permission: "WRITE" as const },
    ];
    const aws = recordedAws({ grants, answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({
        Bucket: "bucket",
        Key: "y",
        UploadId: "u",
        PartNumber: 2,
        CopySource: "other/x",
        CopySourceRange: "bytes=0-6",
      }),
    );
    expect(CopyPartResult?.ETag).toBe('"p"');
    expect(aws.storeCalls()[0]?.headers["range"]).toBe("bytes=0-6");
    expect(aws.storeCalls()[1]?.query).toMatchObject({ partNumber: "2", uploadId: "u" });
  });

  test("that must not be relayed is refused", async () => {
    const aws = recordedAws({ grants: [{ scope: "s3://*", permission: "READWRITE" }], answer });
    const s3 = withAccessGrants(aws.client(), { accountId: "111122223333", relayCopies: false });
    await expect(s3.send(copy("other/x", "y"))).rejects.toThrow("No grant reaches over two buckets");
  });
});

test("a client takes the plugin once", () => {
  const s3 = withAccessGrants(recordedAws().client());
  expect(() => withAccessGrants(s3)).toThrow("has S3 Access Grants already");
  expect(accessGrantsOf(recordedAws().client())).toBeUndefined();
});

test("what the plugin does can be counted", async () => {
  const aws = recordedAws({ grants: [READ_BOB] });
  const events: AccessGrantsEvent[] = [];
  const s3 = withAccessGrants(aws.client(), {
    accountId: "111122223333",
    fallbackEnabled: true,
    onEvent: (event) => events.push(event),
  });
  for (const key of ["bob/x", "bob/y", "other", "other"]) await s3.send(get(key));
  await s3.send(new GetObjectTaggingCommand({ Bucket: "bucket", Key: "x" }));
  expect(events.map(({ type }) => type)).toEqual([
    "fetched",
    "hit",
    "fetch-failed",
    "fallback",
    "denied-hit",
    "fallback",
    "fallback",
  ]);
  expect(events[0]).toMatchObject({
    permission: "READ",
    target: "s3://bucket/bob/x",
    matchedTarget: "s3://bucket/bob/*",
    refresh: false,
  });
  expect(JSON.stringify(events)).not.toMatch(/secret|token/i);
});

test("the class with a method for each operation is a client, too", async () => {
  const aws = recordedAws({ grants: [READ_BOB] });
  const { requestHandler } = aws.client().config;
  const s3 = withAccessGrants(
    new S3({
      region: "eu-west-1",
      credentials: { accessKeyId: "AKIAALICE", secretAccessKey: "alice" },
      requestHandler,
    }),
    { accountId: "111122223333" },
  );
  await s3.getObject({ Bucket: "bucket", Key: "bob/x" });
  expect(aws.storeCalls().map(({ signedBy }) => signedBy)).toEqual(["ASIA1"]);
});

test("requests that begin together share the failure of a service that fails", async () => {
  const aws = recordedAws({
    answer: ({ path }) => (path.endsWith("/dataaccess") ? { status: 500 } : undefined),
  });
  const s3 = withAccessGrants(aws.client(), { accountId: "111122223333" });
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, async (_, index) => s3.send(get(`bob/${index.toString()}`))),
  );
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  expect(aws.dataAccessCalls().length).toBeLessThanOrEqual(3);
});
