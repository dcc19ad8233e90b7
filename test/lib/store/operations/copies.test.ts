import { beforeEach, expect, test } from "vitest";
import {
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type CopyObjectCommandInput,
} from "@aws-sdk/client-s3";
import { element, runningStore } from "../running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;
const Bucket = "bucket";

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket(Bucket);
  await store.client.send(
    new PutObjectCommand({
      Bucket,
      Key: "sp ace+plus/é?x",
      Body: "hello",
      ContentType: "text/plain",
      Metadata: { colour: "blue" },
      Tagging: "a=1",
    }),
  );
  return () => store[Symbol.asyncDispose]();
});

const CopySource = `/${Bucket}/${encodeURIComponent("sp ace+plus/é?x")}`;

const copy = (input: Partial<CopyObjectCommandInput> = {}) =>
  store.client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource, ...input }));

test("a copy keeps content, metadata and tags, and outlives its source", async () => {
  const { CopyObjectResult } = await copy();
  expect(CopyObjectResult?.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  await store.send({ method: "DELETE", target: "/bucket/sp%20ace%2Bplus/%C3%A9%3Fx" });
  const got = await store.client.send(new GetObjectCommand({ Bucket, Key: "copy" }));
  expect(await got.Body?.transformToString()).toBe("hello");
  expect(got).toMatchObject({ ContentType: "text/plain", Metadata: { colour: "blue" }, TagCount: 1 });
});

test("directives replace metadata and tags", async () => {
  await copy({
    MetadataDirective: "REPLACE",
    Metadata: { shape: "round" },
    ContentType: "text/csv",
    TaggingDirective: "REPLACE",
    Tagging: "b=2",
    StorageClass: "STANDARD_IA",
  });
  const head = await store.client.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
  expect(head).toMatchObject({
    ContentType: "text/csv",
    Metadata: { shape: "round" },
    StorageClass: "STANDARD_IA",
  });
  const { TagSet } = await store.client.send(new GetObjectTaggingCommand({ Bucket, Key: "copy" }));
  expect(TagSet).toEqual([{ Key: "b", Value: "2" }]);
});

test("a copy computes the checksum that it is asked for", async () => {
  const { CopyObjectResult } = await copy({ ChecksumAlgorithm: "SHA256" });
  expect(CopyObjectResult).toMatchObject({ ChecksumSHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" });
});

test("a copy onto itself must change something", async () => {
  const Key = "sp ace+plus/é?x";
  await expect(copy({ Key })).rejects.toMatchObject({ name: "InvalidRequest" });
  await copy({ Key, MetadataDirective: "REPLACE", Metadata: { shape: "square" } });
  const head = await store.client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head.Metadata).toEqual({ shape: "square" });
});

test.each([
  [{ CopySourceIfMatch: '"other"' }, 412],
  [{ CopySourceIfMatch: "5d41402abc4b2a76b9719d911017c592" }, 200],
  [{ CopySourceIfNoneMatch: "5d41402abc4b2a76b9719d911017c592" }, 412],
  [{ CopySourceIfModifiedSince: new Date("2100-01-01") }, 412],
  [{ CopySourceIfUnmodifiedSince: new Date("2000-01-01") }, 412],
  [{ IfNoneMatch: "*" }, 200],
])("a copy under %j gets %i", async (conditions, status) => {
  const got = await copy(conditions).then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
  );
  expect(got).toBe(status);
});

test("the target's own conditions hold too", async () => {
  await copy();
  await expect(copy({ IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
});

test.each([
  ["bucket/none", 404, "NoSuchKey"],
  ["none/a", 404, "NoSuchBucket"],
  ["bucket", 400, "InvalidArgument"],
  ["%zz/a", 400, "InvalidArgument"],
])("a copy from %s is refused", async (source, status, code) => {
  const headers = { "x-amz-copy-source": source };
  const answer = await store.send({ method: "PUT", target: "/bucket/copy", headers });
  expect([answer.status, element(answer.text, "Code")]).toEqual([status, code]);
});
