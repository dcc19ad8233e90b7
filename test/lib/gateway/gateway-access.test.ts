import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import type { Stage } from "../../../src/lib/wire/exchange.js";
import { hashCode } from "../../../src/lib/workspace/services/user-keys.js";
import { clientFor } from "../store/running-store.js";
import {
  mint,
  outcome,
  runningGateway,
  seedLab,
  type GatewayFixture,
  type RegistryWriter,
} from "./running-gateway.js";

const put = (client: S3Client, Key: string, Body = Key, Bucket = "data") =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));
const get = (client: S3Client, Key: string, Bucket = "data") =>
  client.send(new GetObjectCommand({ Bucket, Key }));
const list = async (client: S3Client, Prefix: string | undefined, Delimiter?: string) => {
  const page = await client.send(new ListObjectsV2Command({ Bucket: "data", Prefix, Delimiter }));
  const keys = (page.Contents ?? []).map(({ Key }) => Key);
  return [...keys, ...(page.CommonPrefixes ?? []).map((folder) => folder.Prefix)];
};

describe("a gateway", () => {
  it("lets owners read and write, readers read, and strangers do nothing", async () => {
    await using gateway = await runningGateway();
    const [alice, bob, carol] = [gateway.as("alice"), gateway.as("bob"), gateway.as("carol")];
    await put(alice, "alice/lab/a.txt", "hello");
    expect(await (await get(alice, "alice/lab/a.txt")).Body?.transformToString()).toBe("hello");
    expect(await (await get(bob, "alice/lab/a.txt")).Body?.transformToString()).toBe("hello");
    expect(await outcome(put(bob, "alice/lab/a.txt"))).toBe("AccessDenied");
    expect(await outcome(get(carol, "alice/lab/a.txt"))).toBe("AccessDenied");
    expect(await outcome(put(alice, "alice/laboratory/a.txt"))).toBe("AccessDenied");
    expect(await outcome(put(alice, "alice/lab"))).toBe("AccessDenied");
  });

  it("knows what was done elsewhere a moment ago before it refuses somebody", async () => {
    await using gateway = await runningGateway();
    const seen = async (name: string) => outcome(list(gateway.as(name), "alice/lab/"));
    for (const name of ["dora", "emil", "fay"]) {
      await gateway.writer.addUser(name);
      expect(await seen(name)).toBe("AccessDenied");
      await gateway.writer.share("lab", name);
      expect(await seen(name)).toBe("ok");
    }
  });

  it("says why it refuses, in the caller's own terms", async () => {
    await using gateway = await runningGateway();
    await expect(put(gateway.as("bob"), "alice/lab/a")).rejects.toThrow(
      /Writing s3:\/\/data\/alice\/lab\/a is refused: the READ share .* does not permit it/,
    );
    await expect(put(gateway.as("carol"), "alice/lab/a")).rejects.toThrow(/nothing in bucket data is yours/);
  });

  it("lists recursively inside of what is shared, and shows only the way there above it", async () => {
    await using gateway = await runningGateway();
    const [bob, carol] = [gateway.as("bob"), gateway.as("carol")];
    await put(gateway.as("alice"), "alice/lab/x/deep.txt");
    await put(gateway.administrator, "alice/other.txt");
    await put(gateway.administrator, "top.txt");
    expect(await list(bob, "alice/lab/")).toEqual(["alice/lab/x/deep.txt"]);
    expect(await list(bob, "alice/lab/", "/")).toEqual(["alice/lab/x/"]);
    expect(await list(bob, undefined, "/")).toEqual(["alice/"]);
    expect(await list(bob, "alice/", "/")).toEqual(["alice/lab/"]);
    expect(await list(bob, "alice/la", "/")).toEqual(["alice/lab/"]);
    const first = await bob.send(new ListObjectsCommand({ Bucket: "data", Delimiter: "/" }));
    expect(first.CommonPrefixes).toEqual([{ Prefix: "alice/" }]);
    expect(await outcome(list(bob, undefined))).toBe("AccessDenied");
    expect(await outcome(list(bob, "alice/"))).toBe("AccessDenied");
    expect(await outcome(list(carol, undefined, "/"))).toBe("AccessDenied");
  });

  it("shows the buckets in which a user has something, and administrators all", async () => {
    await using gateway = await runningGateway();
    const names = async (client: S3Client) =>
      (await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? [];
    expect(await names(gateway.as("bob"))).toEqual(["data"]);
    expect(await names(gateway.as("carol"))).toEqual([]);
    expect(await names(gateway.administrator)).toEqual(["control", "data"]);
    expect(await outcome(gateway.as("bob").send(new HeadBucketCommand({ Bucket: "data" })))).toBe("ok");
    expect(await outcome(gateway.as("bob").send(new HeadBucketCommand({ Bucket: "control" })))).not.toBe(
      "ok",
    );
  });

  it("hides the registry from everybody, also from administrators", async () => {
    await using gateway = await runningGateway();
    const { administrator } = gateway;
    await put(administrator, "after.txt", "x", "control");
    const page = await administrator.send(new ListObjectsV2Command({ Bucket: "control" }));
    expect([page.Contents?.map(({ Key }) => Key), page.KeyCount]).toEqual([["after.txt"], 1]);
    const byFolder = await administrator.send(
      new ListObjectsV2Command({ Bucket: "control", Delimiter: "/" }),
    );
    expect(byFolder.CommonPrefixes ?? []).toEqual([]);
    const first = await administrator.send(new ListObjectsCommand({ Bucket: "control", MaxKeys: 1 }));
    expect([first.Contents ?? [], first.IsTruncated, first.NextMarker]).toEqual([[], true, ".s3kit/~"]);
    const second = await administrator.send(
      new ListObjectsCommand({ Bucket: "control", MaxKeys: 1, Marker: first.NextMarker }),
    );
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(["after.txt"]);
    const Key = ".s3kit/registry/log/000000000001.json";
    expect(await outcome(get(administrator, Key, "control"))).toBe("AccessDenied");
    expect(await outcome(put(administrator, Key, "{}", "control"))).toBe("AccessDenied");
    const list = new ListObjectsV2Command({ Bucket: "control", Prefix: ".s3kit/registry/" });
    expect(await outcome(administrator.send(list))).toBe("AccessDenied");
    const copy = new CopyObjectCommand({ Bucket: "data", Key: "x", CopySource: `control/${Key}` });
    expect(await outcome(administrator.send(copy))).toBe("AccessDenied");
    const removal = new DeleteObjectsCommand({ Bucket: "control", Delete: { Objects: [{ Key }] } });
    expect((await administrator.send(removal)).Errors).toMatchObject([{ Code: "AccessDenied", Key }]);
    expect(await gateway.registry.bucket.read("registry/log/000000000001.json")).toBeDefined();
  });

  it("checks the source of a copy, and its target", async () => {
    await using gateway = await runningGateway();
    const bob = gateway.as("bob");
    await gateway.writer.addWorkspace("bobs", "bob");
    await gateway.writer.known();
    await put(gateway.administrator, "secret.txt");
    await put(gateway.as("alice"), "alice/lab/a b+é.txt");
    const copy = (source: string, Key: string) =>
      bob.send(new CopyObjectCommand({ Bucket: "data", Key, CopySource: source }));
    const encoded = encodeURIComponent("alice/lab/a b+é.txt");
    expect(await outcome(copy(`data/${encoded}`, "bob/bobs/copy"))).toBe("ok");
    expect(await (await get(bob, "bob/bobs/copy")).Body?.transformToString()).toBe("alice/lab/a b+é.txt");
    expect(await outcome(copy("data/secret.txt", "bob/bobs/copy"))).toBe("AccessDenied");
    expect(await outcome(copy("/data/bob%2Fbobs/..%2F..%2Fsecret.txt", "bob/bobs/copy"))).toBe(
      "AccessDenied",
    );
    expect(await outcome(copy("control%2Fx", "bob/bobs/copy"))).toBe("AccessDenied");
    expect(await outcome(copy(`data/${encoded}`, "alice/lab/b.txt"))).toBe("AccessDenied");
  });

  it("answers requests without a signature with what is public, where it was told to", async () => {
    const seed = async (writer: RegistryWriter): Promise<void> => {
      await seedLab(writer);
      await writer.addWorkspace("open", "alice", { isPublic: true });
    };
    await using open = await runningGateway(seed, { anonymous: "public" });
    await put(open.as("alice"), "alice/open/a");
    await put(open.as("alice"), "alice/lab/a");
    const statusOf = async (gateway: GatewayFixture, target: string, method = "GET") =>
      (await gateway.send({ method, target, anonymous: true })).status;
    expect(await statusOf(open, "/data/alice/open/a")).toBe(200);
    expect(await statusOf(open, "/data?prefix=alice/open/")).toBe(200);
    expect(await statusOf(open, "/data/alice/lab/a")).toBe(403);
    expect(await statusOf(open, "/data/alice/open/a", "PUT")).toBe(403);
    expect(await statusOf(open, "/data?prefix=")).toBe(403);
    expect(await outcome(get(open.as("carol"), "alice/open/a"))).toBe("ok");
    await using closed = await runningGateway(seed);
    expect(await statusOf(closed, "/data/alice/open/a")).toBe(403);
    expect(await outcome(list(closed.as("carol"), "alice/open/"))).toBe("ok");
  });

  it("asks hooks and all that after it has let somebody in, and for share links, too", async () => {
    const seen: string[] = [];
    const stages: readonly Stage[] = [
      (next) => async (request) => {
        seen.push(`${request.operation} ${request.key ?? ""}`);
        return next(request);
      },
    ];
    await using gateway = await runningGateway(seedLab, { stages });
    await put(gateway.as("alice"), "alice/lab/a");
    await outcome(put(gateway.as("bob"), "alice/lab/b"));
    await outcome(get(gateway.as("carol"), "alice/lab/a"));
    expect(seen).toEqual(["PutObject alice/lab/a"]);
    const token = "t".repeat(32);
    const createdAt = "2026-01-01T00:00:00.000Z";
    const place = { bucket: "data", key: "alice/lab/a", createdBy: "u-alice", createdAt };
    await gateway.writer.commit({ put: "link", record: { id: "l", tokenHash: hashCode(token), ...place } });
    await gateway.writer.known();
    expect(await (await fetch(`${gateway.endpoint}/.s3kit/share/${token}`)).text()).toBe("alice/lab/a");
    expect(seen.slice(1)).toEqual(["HeadObject alice/lab/a", "GetObject alice/lab/a"]);
  });

  it("takes what another gateway on the registry minted", async () => {
    await using gateway = await runningGateway();
    await using second = await gateway.startAnother();
    const { sessionToken, ...pair } = await mint("alice");
    const client = clientFor(second.endpoint, { credentials: { ...pair, sessionToken } });
    expect(await outcome(put(client, "alice/lab/a"))).toBe("ok");
    client.destroy();
  });

  it("deletes of many keys those that may be, and reports the others", async () => {
    await using gateway = await runningGateway();
    const alice = gateway.as("alice");
    await put(alice, "alice/lab/1");
    await put(gateway.administrator, "alice/other");
    const Objects = ["alice/lab/1", "alice/other", ".s3kit/x"].map((Key) => ({ Key }));
    const answer = await alice.send(new DeleteObjectsCommand({ Bucket: "data", Delete: { Objects } }));
    expect(answer.Deleted).toMatchObject([{ Key: "alice/lab/1" }]);
    expect(answer.Errors).toMatchObject([
      { Key: "alice/other", Code: "AccessDenied", Message: expect.stringContaining("outside") },
      { Key: ".s3kit/x", Code: "AccessDenied" },
    ]);
    expect(await outcome(get(gateway.administrator, "alice/other"))).toBe("ok");
    const quiet = await alice.send(
      new DeleteObjectsCommand({ Bucket: "data", Delete: { Objects: Objects.slice(1), Quiet: true } }),
    );
    expect(quiet.Errors).toHaveLength(2);
  });
});
