import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { NotFoundError } from "../../../src/lib/errors/s3kit-error.js";
import { headObject } from "../../../src/lib/s3/head-object.js";
import { listBuckets } from "../../../src/lib/s3/list-buckets.js";
import { listEntryPages, nameOf } from "../../../src/lib/s3/list-entries.js";
import { listUploadPages } from "../../../src/lib/s3/list-uploads.js";
import { listVersionPages } from "../../../src/lib/s3/list-versions.js";
import { runningStore } from "../store/running-store.js";

const ODD_KEYS = ["a b", "a+b", "a%2Fb", "a/../b", "//x", "é", "𐀀", "｡", "&amp;", "<x>", "quote'\"", "tab\t"];

test("all keys are listed, over pages of any size, in the order of their bytes", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket();
  for (const key of ODD_KEYS)
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: key }));
  const sorted = ODD_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const pageSize of [1, 3, 5, 1000]) {
    const pages = await Array.fromAsync(listEntryPages(store.client, { bucket, prefix: "" }, { pageSize }));
    expect(pages.flat().map(nameOf)).toEqual(sorted);
    expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(pageSize);
  }
});

test("with a delimiter, prefixes and objects come in one order, and startAfter skips both", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket();
  for (const Key of ["a", "b/1", "b/2", "c", "d/x"]) {
    await store.client.send(new PutObjectCommand({ Bucket: bucket, Key }));
  }
  const list = async (startAfter?: string) =>
    (await Array.fromAsync(listEntryPages(store.client, { bucket, prefix: "", delimiter: "/", startAfter })))
      .flat()
      .map(nameOf);
  expect(await list()).toEqual(["a", "b/", "c", "d/"]);
  expect(await list("b/zzz")).toEqual(["c", "d/"]);
});

test("an empty bucket gives no page, and one that does not exist says so", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket();
  expect(await Array.fromAsync(listEntryPages(store.client, { bucket, prefix: "" }))).toEqual([]);
  await expect(
    Array.fromAsync(listEntryPages(store.client, { bucket: "nowhere", prefix: "" })),
  ).rejects.toMatchObject({
    code: "NoSuchBucket",
    exitCode: 4,
  });
});

test("a listing stops when its signal aborts", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket();
  const listing = listEntryPages(store.client, { bucket, prefix: "" }, { signal: AbortSignal.abort() });
  await expect(listing.next()).rejects.toMatchObject({ code: "Interrupted", exitCode: 130 });
});

test("buckets are listed by name, those of a prefix on request", async () => {
  await using store = await runningStore();
  for (const name of ["beta", "alpha", "bravo"]) await store.createBucket(name);
  const names = async (prefix?: string) =>
    (await Array.fromAsync(listBuckets(store.client, { prefix }))).map((bucket) => bucket.name);
  expect(await names()).toEqual(["alpha", "beta", "bravo"]);
  expect(await names("b")).toEqual(["beta", "bravo"]);
});

test("versions and delete markers come by key, the newest first", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await store.client.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );
  for (const Body of ["one", "four"])
    await store.client.send(new PutObjectCommand({ Bucket, Key: "k+ 1", Body }));
  await store.client.send(new DeleteObjectCommand({ Bucket, Key: "k+ 1" }));
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  for (const pageSize of [1, 2, 1000]) {
    const pages = await Array.fromAsync(
      listVersionPages(store.client, { bucket: Bucket, prefix: "" }, { pageSize }),
    );
    const seen = pages
      .flat()
      .map((entry) =>
        entry.kind === "version" ? [entry.key, entry.isDeleteMarker, entry.sizeBytes, entry.isLatest] : [],
      );
    expect(seen).toEqual([
      ["a", false, 1, true],
      ["k+ 1", true, 0, true],
      ["k+ 1", false, 4, false],
      ["k+ 1", false, 3, false],
    ]);
  }
});

test("unfinished uploads are listed by key over several pages", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  for (const Key of ["b c", "a", "d"])
    await store.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const pages = await Array.fromAsync(
    listUploadPages(store.client, { bucket: Bucket, prefix: "" }, { pageSize: 1 }),
  );
  expect(pages.flat().map(({ key }) => key)).toEqual(["a", "b c", "d"]);
});

test("what is known of an object is read without its bytes", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const put = { ContentType: "text/plain", Metadata: { colour: "blue" }, CacheControl: "no-store" };
  await store.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "hello", ...put }));
  expect(await headObject(store.client, { bucket: Bucket, key: "k" })).toMatchObject({
    sizeBytes: 5,
    etag: "5d41402abc4b2a76b9719d911017c592",
    contentType: "text/plain",
    cacheControl: "no-store",
    metadata: { colour: "blue" },
    storageClass: "STANDARD",
  });
});

test("a missing object and a missing bucket are told apart, though HEAD says neither", async () => {
  await using store = await runningStore();
  const bucket = await store.createBucket();
  const head = (from: string) => headObject(store.client, { bucket: from, key: "folder/k" });
  await expect(head(bucket)).rejects.toMatchObject({
    code: "NoSuchKey",
    hints: ["See what is there: s3kit ls s3://bucket/folder/"],
  });
  await expect(head("nowhere")).rejects.toMatchObject({ code: "NoSuchBucket" });
  await expect(head(bucket)).rejects.toBeInstanceOf(NotFoundError);
});
