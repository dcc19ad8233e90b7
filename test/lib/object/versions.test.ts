import { describe, expect, test } from "vitest";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { createBucket } from "../../../src/lib/bucket/create-bucket.js";
import {
  getLegalHold,
  getRetention,
  setLegalHold,
  setRetention,
} from "../../../src/lib/object/object-lock.js";
import { deleteObjectTags, getObjectTags, setObjectTags } from "../../../src/lib/object/object-tags.js";
import { findHidden } from "../../../src/lib/object/plan-undelete.js";
import { restoreArchived } from "../../../src/lib/object/restore-archived.js";
import { restoreVersion } from "../../../src/lib/object/restore-version.js";
import { planUndelete, runUndelete } from "../../../src/lib/object/undelete.js";
import { deleteObjects } from "../../../src/lib/s3/delete-objects.js";
import { headObject } from "../../../src/lib/s3/head-object.js";
import type { VersionEntry } from "../../../src/lib/s3/list-versions.js";
import { scriptedServer } from "../s3/direct/scripted-server.js";
import { runningStore } from "../store/running-store.js";

const bucket = "versions";

async function versionedStore(objectLock = false) {
  const store = await runningStore();
  await createBucket(store.client, { bucket, versioning: true, objectLock });
  return store;
}

async function put(client: S3Client, Key: string, Body: string): Promise<string | undefined> {
  return (await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))).VersionId;
}

const remove = (client: S3Client, Key: string) =>
  client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));

describe("findHidden", () => {
  /** `m3` is a delete marker of second 3, `v1` a version of second 1; the first is the newest. */
  const key = (words: string): VersionEntry[] =>
    words.split(" ").map((word, index) => ({
      kind: "version",
      key: "k",
      versionId: `${word}.${index.toString()}`,
      isLatest: index === 0,
      isDeleteMarker: word.startsWith("m"),
      sizeBytes: word.startsWith("m") ? 0 : 1,
      lastModified: new Date(Number(word.slice(1)) * 1000),
      etag: "",
      storageClass: "",
    }));

  test.each([
    ["v1", undefined, []],
    ["v2 m1", undefined, []],
    ["m1", undefined, []],
    ["m2 m1", undefined, []],
    ["m2 v1", "v1.1", ["m2.0"]],
    ["m3 m2 v1", "v1.2", ["m3.0", "m2.1"]],
    ["m4 v3 m2 v1", "v3.1", ["m4.0"]],
    ["m2 v2 m2", "v2.1", ["m2.0", "m2.2"]],
  ])("%s: %s by removing %j", (words, versionId, markers) => {
    const hidden = findHidden(key(words));
    expect(hidden?.versionId).toBe(versionId);
    expect((hidden?.markers ?? []).map((marker) => marker.versionId)).toEqual(markers);
  });
});

describe("undelete", () => {
  test("brings back what is hidden below a prefix, and nothing else", async () => {
    await using store = await versionedStore();
    const { client } = store;
    for (const name of ["logs/a", "logs/b", "logs", "logs2"]) {
      await put(client, name, name);
      await remove(client, name);
    }
    await remove(client, "logs/a"); // a second marker on top of the first
    await remove(client, "logs/never-there");
    const kept = await put(client, "logs/kept", "x");
    const plan = await planUndelete(client, { selection: { bucket, key: "logs", recursive: true } });
    expect(plan).toMatchObject({ objectCount: 3, markerCount: 4, totalBytes: 16 });
    const batches = await Array.fromAsync(runUndelete(client, bucket, plan));
    expect(batches.flatMap(({ keys }) => keys)).toEqual(["logs", "logs/a", "logs/b"]);
    expect((await headObject(client, { bucket, key: "logs/a" })).sizeBytes).toBe(6);
    expect((await headObject(client, { bucket, key: "logs/kept" })).versionId).toBe(kept);
    await expect(headObject(client, { bucket, key: "logs2" })).rejects.toMatchObject({ exitCode: 4 });
    const again = await planUndelete(client, { selection: { bucket, key: "logs", recursive: true } });
    expect(again.objectCount).toBe(0);
  });

  test("goes by when the object was deleted", async () => {
    await using store = await versionedStore();
    const { client } = store;
    await put(client, "a", "a");
    await remove(client, "a");
    const selection = { bucket, key: "", recursive: true };
    const count = async (deletedAfter: Date) =>
      (await planUndelete(client, { selection, deletedAfter })).objectCount;
    expect(await count(new Date(Date.now() - 60_000))).toBe(1);
    expect(await count(new Date(Date.now() + 60_000))).toBe(0);
  });
});

describe("restoreVersion", () => {
  test("copies an old version over the newest, with all that belongs to it", async () => {
    await using store = await versionedStore();
    const { client } = store;
    const object = { Bucket: bucket, Key: "a ü+/%" };
    const first = await client.send(
      new PutObjectCommand({
        ...object,
        Body: "one",
        ContentType: "text/x",
        Metadata: { by: "me" },
        Tagging: "t=1",
      }),
    );
    await client.send(new PutObjectCommand({ ...object, Body: "two!" }));
    const place = { bucket, key: object.Key };
    const restored = await restoreVersion(client, place);
    expect(restored).toMatchObject({ restoredVersionId: first.VersionId, sizeBytes: 3 });
    const now = await headObject(client, place);
    expect(now).toMatchObject({
      versionId: restored.versionId,
      contentType: "text/x",
      metadata: { by: "me" },
    });
    expect(await getObjectTags(client, place)).toEqual({ t: "1" });
    await remove(client, object.Key);
    await restoreVersion(client, { ...place, versionId: first.VersionId });
    expect((await headObject(client, place)).sizeBytes).toBe(3);
  });

  test("copies a large version in parts, with all that belongs to it", async () => {
    await using store = await versionedStore();
    const { client } = store;
    const Body = Buffer.alloc(6 * 1024 * 1024, "x");
    const large = {
      Bucket: bucket,
      Key: "k",
      ContentType: "text/x",
      Metadata: { by: "me" },
      Tagging: "t=a%20b",
    };
    await client.send(new PutObjectCommand({ ...large, Body }));
    await put(client, "k", "small");
    const restored = await restoreVersion(client, { bucket, key: "k" }, { maxSingleCopyBytes: 1 });
    expect(await headObject(client, { bucket, key: "k" })).toMatchObject({
      versionId: restored.versionId,
      sizeBytes: Body.length,
      contentType: "text/x",
      metadata: { by: "me" },
    });
    expect(await getObjectTags(client, { bucket, key: "k" })).toEqual({ t: "a b" });
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).toEqual(
      [],
    );
  });

  test("says when there is no such version, or none before", async () => {
    await using store = await versionedStore();
    const { client } = store;
    await put(client, "k", "x");
    await put(client, "k2", "x");
    const missing = { code: "NoSuchVersion", exitCode: 4 };
    await expect(restoreVersion(client, { bucket, key: "k" })).rejects.toMatchObject(missing);
    const wrong = { bucket, key: "k", versionId: "00000000000000ff" };
    await expect(restoreVersion(client, wrong)).rejects.toMatchObject({ exitCode: 4 });
    await remove(client, "k");
    await restoreVersion(client, { bucket, key: "k" });
    expect((await headObject(client, { bucket, key: "k" })).sizeBytes).toBe(1);
  });
});

describe("object lock", () => {
  const until = new Date(Date.now() + 86_400_000);

  test("keeps versions until it is passed over", async () => {
    await using store = await versionedStore(true);
    const { client } = store;
    const place = { bucket, key: "k" };
    const versionId = await put(client, "k", "x");
    expect(await getRetention(client, place)).toBeUndefined();
    await setRetention(client, place, { mode: "GOVERNANCE", until });
    expect(await getRetention(client, place)).toEqual({ mode: "GOVERNANCE", until });
    const shorter = { mode: "GOVERNANCE", until: new Date(Date.now() + 3_600_000) } as const;
    await expect(setRetention(client, place, shorter)).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining("stricter retention") as string,
    });
    const objects = [{ key: "k", versionId }];
    const [refused] = await Array.fromAsync(deleteObjects(client, { bucket, objects }));
    expect(refused?.failed).toHaveLength(1);
    const [gone] = await Array.fromAsync(
      deleteObjects(client, { bucket, objects }, { bypassGovernance: true }),
    );
    expect(gone?.failed).toEqual([]);
  });

  test("overwriting a locked object leaves the locked version", async () => {
    await using store = await versionedStore(true);
    const { client } = store;
    const versionId = await put(client, "k", "locked");
    await setRetention(client, { bucket, key: "k" }, { mode: "COMPLIANCE", until });
    await put(client, "k", "new");
    await put(client, "other", "other");
    await client.send(new CopyObjectCommand({ Bucket: bucket, Key: "k", CopySource: `${bucket}/other` }));
    await remove(client, "k");
    const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: "k", VersionId: versionId }));
    expect(head.ContentLength).toBe(6);
    const objects = [{ key: "k", versionId }];
    const [batch] = await Array.fromAsync(
      deleteObjects(client, { bucket, objects }, { bypassGovernance: true }),
    );
    expect(batch?.failed).toHaveLength(1);
  });

  test("a legal hold goes on and off", async () => {
    await using store = await versionedStore(true);
    const { client } = store;
    const place = { bucket, key: "k" };
    await put(client, "k", "x");
    expect(await getLegalHold(client, place)).toBe(false);
    await setLegalHold(client, place, true);
    expect(await getLegalHold(client, place)).toBe(true);
    await setLegalHold(client, place, false);
    expect(await getLegalHold(client, place)).toBe(false);
  });

  test("of a bucket made without it is a conflict, and of no object not found", async () => {
    await using store = await versionedStore();
    const { client } = store;
    await put(client, "k", "x");
    const place = { bucket, key: "k" };
    const without = { code: "NoObjectLock", exitCode: 6 };
    await expect(getRetention(client, place)).rejects.toMatchObject(without);
    await expect(setRetention(client, place, { mode: "GOVERNANCE", until })).rejects.toMatchObject(without);
    await expect(setLegalHold(client, place, true)).rejects.toMatchObject(without);
    await expect(getLegalHold(client, { bucket: "no-such", key: "k" })).rejects.toMatchObject({
      exitCode: 4,
    });
  });
});

describe("tags of an object", () => {
  test("are replaced, and go by name or all at once", async () => {
    await using store = await versionedStore();
    const { client } = store;
    const place = { bucket, key: "k" };
    await put(client, "k", "x");
    await setObjectTags(client, place, { a: "1", b: "2" });
    await setObjectTags(client, place, { b: "3", c: "4" });
    expect(await deleteObjectTags(client, place, ["c"])).toEqual({ b: "3" });
    expect(await deleteObjectTags(client, place)).toEqual({});
    expect(await getObjectTags(client, place)).toEqual({});
  });

  test("that are too many are refused in the store's words, and change nothing", async () => {
    await using store = await versionedStore();
    const { client } = store;
    const place = { bucket, key: "k" };
    await put(client, "k", "x");
    await setObjectTags(client, place, { a: "1" });
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index.toString()}`, ""]));
    await expect(setObjectTags(client, place, many)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("cannot be greater than 10") as string,
    });
    expect(await getObjectTags(client, place)).toEqual({ a: "1" });
  });
});

describe("restoreArchived", () => {
  const place = { bucket, key: "k" };
  const request = { days: 2, tier: "Bulk" } as const;
  const answer = (status: string, body = "") => {
    const head = `HTTP/1.1 ${status}\r\nContent-Type: application/xml\r\nContent-Length: ${body.length.toString()}`;
    return { pieces: [`${head}\r\n\r\n${body}`] };
  };
  const refusal = (status: string, code: string) => answer(status, `<Error><Code>${code}</Code></Error>`);

  test("tells an order from an extension", async () => {
    await using server = await scriptedServer((_, index) => answer(index === 0 ? "202 Accepted" : "200 OK"));
    expect(await restoreArchived(server.client, place, request)).toBe("started");
    expect(await restoreArchived(server.client, place, request)).toBe("extended");
    expect(server.received[0]?.head).toMatch(/^POST \/versions\/k\?restore/);
  });

  test.each([
    ["403 Forbidden", "InvalidObjectState", 6, "is not archived"],
    ["409 Conflict", "RestoreAlreadyInProgress", 6, "being restored already"],
    ["501 Not Implemented", "NotImplemented", 12, "does not support RestoreObject"],
    ["404 Not Found", "NoSuchKey", 4, "There is no object"],
  ])("%s %s exits with %i", async (status, code, exitCode, message) => {
    await using server = await scriptedServer(() => refusal(status, code));
    await expect(restoreArchived(server.client, place, request)).rejects.toMatchObject({
      exitCode,
      code,
      message: expect.stringContaining(message) as string,
    });
  });
});
