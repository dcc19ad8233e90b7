import { Readable } from "node:stream";
import { expect, test } from "vitest";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { exchangeRaw } from "../../wire/http/test-server.js";
import { clientFor, element, KEY, runningStore } from "../running-store.js";

test("an object is given back with all that came with it", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await store.client.send(
    new PutObjectCommand({
      Bucket,
      Key: "report.txt",
      Body: "hello",
      ContentType: "text/plain",
      ContentDisposition: "attachment",
      ContentEncoding: "identity",
      ContentLanguage: "de",
      CacheControl: "max-age=60",
      Expires: new Date("2030-01-01T00:00:00Z"),
      Metadata: { colour: "blue", shape: "round" },
      StorageClass: "STANDARD_IA",
      Tagging: "team=red%20one&year=2026",
    }),
  );
  const got = await store.client.send(new GetObjectCommand({ Bucket, Key: "report.txt" }));
  expect(await got.Body?.transformToString()).toBe("hello");
  expect(got).toMatchObject({
    ContentType: "text/plain",
    ContentDisposition: "attachment",
    ContentEncoding: "identity",
    ContentLanguage: "de",
    CacheControl: "max-age=60",
    ExpiresString: "Tue, 01 Jan 2030 00:00:00 GMT",
    Metadata: { colour: "blue", shape: "round" },
    StorageClass: "STANDARD_IA",
    TagCount: 2,
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ContentLength: 5,
    AcceptRanges: "bytes",
  });
  const head = await store.client.send(new HeadObjectCommand({ Bucket, Key: "report.txt" }));
  expect(head).toMatchObject({ ContentLength: 5, Metadata: { colour: "blue" }, ContentType: "text/plain" });
});

test("metadata beyond ASCII comes back byte for byte", async () => {
  await using store = await runningStore();
  await store.createBucket();
  const name = Buffer.from("Zürich", "utf8").toString("latin1");
  const headers = { "x-amz-meta-town": name };
  expect(await store.send({ method: "PUT", target: "/bucket/a", headers, body: "x" })).toMatchObject({
    status: 200,
  });
  const head = await store.send({ method: "HEAD", target: "/bucket/a" });
  expect(Buffer.from(head.headers["x-amz-meta-town"] ?? "", "latin1").toString("utf8")).toBe("Zürich");
});

test.each([
  ["x-amz-storage-class", "CHEAP", 400, "InvalidStorageClass"],
  ["x-amz-tagging", "a=1&a=2", 400, "InvalidTag"],
  ["x-amz-meta-big", "x".repeat(2049), 400, "MetadataTooLarge"],
  ["x-amz-acl", "for-everyone", 400, "InvalidArgument"],
  ["x-amz-server-side-encryption", "AES256", 501, "NotImplemented"],
  ["content-md5", "AAAAAAAAAAAAAAAAAAAAAA==", 400, "BadDigest"],
  ["x-amz-checksum-crc32", "AAAAAA==", 400, "BadDigest"],
])("a PUT with %s: %s is refused and leaves the old object", async (name, value, status, code) => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a", body: "old" });
  const answer = await store.send({
    method: "PUT",
    target: "/bucket/a",
    headers: { [name]: value },
    body: "new",
  });
  expect([answer.status, element(answer.text, "Code")]).toEqual([status, code]);
  expect((await store.send({ method: "GET", target: "/bucket/a" })).text).toBe("old");
  expect(await store.contentFiles()).toEqual([]);
});

test.each(["/bucket/a", "/bucket/a?partNumber=1&uploadId=UPLOAD"])(
  "PUT %s without any word of its length is refused: the body may have been forgotten",
  async (path) => {
    await using store = await runningStore();
    const Bucket = await store.createBucket();
    await store.send({ method: "PUT", target: "/bucket?acl", headers: { "x-amz-acl": "public-read-write" } });
    const upload = await store.client.send(new CreateMultipartUploadCommand({ Bucket, Key: "a" }));
    const target = path.replace("UPLOAD", upload.UploadId ?? "");
    const head = [`PUT ${target} HTTP/1.1`, "host: 127.0.0.1", "connection: close", "", ""];
    const answer = await exchangeRaw(Number(new URL(store.endpoint).port), ...head);
    expect(answer).toMatch(/^HTTP\/1\.1 411 [^]*<Code>MissingContentLength</);
  },
);

test("a stream of unknown length is stored without its framing", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const client = clientFor(store.endpoint, { requestChecksumCalculation: "WHEN_SUPPORTED" });
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, index));
  const content = Buffer.concat(chunks);
  await client.send(
    new PutObjectCommand({ Bucket, Key: "a", Body: Readable.from(chunks), ContentLength: content.length }),
  );
  const got = await client.send(new GetObjectCommand({ Bucket, Key: "a", ChecksumMode: "ENABLED" }));
  expect(got.ContentEncoding).toBeUndefined();
  expect(got.ChecksumCRC32).toBeDefined();
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
  client.destroy();
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a %s checksum is checked, kept and answered only when asked for the whole",
  async (ChecksumAlgorithm) => {
    await using store = await runningStore();
    const Bucket = await store.createBucket();
    const headerName = `x-amz-checksum-${ChecksumAlgorithm.toLowerCase()}`;
    const put = await store.client.send(
      new PutObjectCommand({ Bucket, Key: "a", Body: "hello", ChecksumAlgorithm }),
    );
    const value = put[`Checksum${ChecksumAlgorithm}`];
    expect(value).toBeDefined();
    const mode = { "x-amz-checksum-mode": "ENABLED" };
    const whole = await store.send({ method: "GET", target: "/bucket/a", headers: mode });
    expect(whole.headers[headerName]).toBe(value);
    expect(whole.headers["x-amz-checksum-type"]).toBe("FULL_OBJECT");
    const plain = await store.send({ method: "GET", target: "/bucket/a" });
    expect(plain.headers[headerName]).toBeUndefined();
    const part = await store.send({
      method: "GET",
      target: "/bucket/a",
      headers: { ...mode, range: "bytes=0-1" },
    });
    expect([part.status, part.headers[headerName]]).toEqual([206, undefined]);
  },
);

test.each([
  ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
  ["bytes=7-", 206, "789", "bytes 7-9/10"],
  ["bytes=-2", 206, "89", "bytes 8-9/10"],
  ["bytes=-20", 206, "0123456789", "bytes 0-9/10"],
  ["bytes=8-100", 206, "89", "bytes 8-9/10"],
  ["bytes=5-2", 200, "0123456789", undefined],
  ["bytes=0-1,3-4", 200, "0123456789", undefined],
  ["bytes=10-", 416, undefined, "bytes */10"],
  ["bytes=-0", 416, undefined, "bytes */10"],
])("Range: %s gets %i", async (range, status, text, contentRange) => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a", body: "0123456789" });
  const answer = await store.send({ method: "GET", target: "/bucket/a", headers: { range } });
  expect([answer.status, answer.headers["content-range"]]).toEqual([status, contentRange]);
  if (text !== undefined) expect(answer.text).toBe(text);
  else expect(element(answer.text, "Code")).toBe("InvalidRange");
});

const HELLO = '"5d41402abc4b2a76b9719d911017c592"';
const PAST = "Sat, 01 Jan 2000 00:00:00 GMT";
const FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";

test.each([
  [{ "if-match": HELLO }, 200],
  [{ "if-match": '"other"' }, 412],
  [{ "if-none-match": HELLO }, 304],
  [{ "if-none-match": '"other"' }, 200],
  [{ "if-modified-since": PAST }, 200],
  [{ "if-modified-since": FUTURE }, 304],
  [{ "if-unmodified-since": PAST }, 412],
  [{ "if-unmodified-since": FUTURE }, 200],
  [{ "if-match": HELLO, "if-unmodified-since": PAST }, 200],
  [{ "if-none-match": '"other"', "if-modified-since": FUTURE }, 200],
])("a read under %j gets %i", async (headers, status) => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a", body: "hello" });
  for (const method of ["GET", "HEAD"]) {
    const answer = await store.send({ method, target: "/bucket/a", headers });
    expect(answer.status).toBe(status);
    if (status === 304) expect(answer.headers).toMatchObject({ etag: HELLO });
  }
});

test.each([
  ["old", { "if-none-match": "*" }, 412, "PreconditionFailed"],
  ["old", { "if-match": HELLO }, 412, "PreconditionFailed"],
  ["hello", { "if-match": HELLO }, 200, undefined],
  ["hello", { "if-match": "*" }, 200, undefined],
  [undefined, { "if-none-match": "*" }, 200, undefined],
  [undefined, { "if-match": HELLO }, 404, "NoSuchKey"],
])("a PUT over %s under %j gets %i", async (before, headers, status, code) => {
  await using store = await runningStore();
  await store.createBucket();
  if (before !== undefined) await store.send({ method: "PUT", target: "/bucket/a", body: before });
  const answer = await store.send({ method: "PUT", target: "/bucket/a", headers, body: "new" });
  expect([answer.status, element(answer.text, "Code")]).toEqual([status, code]);
  const now = await store.send({ method: "GET", target: "/bucket/a" });
  if (status === 200) expect(now.text).toBe("new");
  else if (before !== undefined) expect(now.text).toBe(before);
});

test("of many creators with If-None-Match one wins", async () => {
  await using store = await runningStore();
  await store.createBucket();
  const writers = Array.from({ length: 12 }, (_, writer) =>
    store.send({
      method: "PUT",
      target: "/bucket/lock",
      headers: { "if-none-match": "*" },
      body: writer.toString(),
    }),
  );
  const statuses = (await Promise.all(writers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 412)).toHaveLength(11);
});

test.each([
  [{ "if-match": HELLO }, 204],
  [{ "if-match": "*" }, 204],
  [{ "if-match": '"other"' }, 412],
  [{ "x-amz-if-match-size": "5" }, 204],
  [{ "x-amz-if-match-size": "6" }, 412],
])("a DELETE under %j gets %i", async (headers, status) => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a", body: "hello" });
  expect((await store.send({ method: "DELETE", target: "/bucket/a", headers })).status).toBe(status);
  const left = await store.send({ method: "HEAD", target: "/bucket/a" });
  expect(left.status).toBe(status === 204 ? 404 : 200);
});

test("a DELETE of nothing is 204, or 404 under If-Match", async () => {
  await using store = await runningStore();
  await store.createBucket();
  expect((await store.send({ method: "DELETE", target: "/bucket/none" })).status).toBe(204);
  const conditional = await store.send({
    method: "DELETE",
    target: "/bucket/none",
    headers: { "if-match": "*" },
  });
  expect(conditional.status).toBe(404);
});

test("response-… parameters change the headers of a signed GET alone", async () => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({
    method: "PUT",
    target: "/bucket/a",
    headers: { "x-amz-acl": "public-read" },
    body: "x",
  });
  const target = "/bucket/a?response-content-type=text%2Fcsv&response-content-disposition=attachment";
  expect((await store.send({ method: "GET", target })).headers).toMatchObject({
    "content-type": "text/csv",
    "content-disposition": "attachment",
  });
  const anonymous = await store.send({ method: "GET", target, anonymous: true });
  expect([anonymous.status, element(anonymous.text, "Code")]).toEqual([400, "InvalidRequest"]);
  const split = await store.send({
    method: "GET",
    target: "/bucket/a?response-content-type=a%0D%0Ab%3A%20c",
  });
  expect([split.status, element(split.text, "Code")]).toEqual([400, "InvalidArgument"]);
});

test("DeleteObjects reports each key, and quietly only what failed", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  for (const Key of ["a", "b", "c"])
    await store.client.send(new PutObjectCommand({ Bucket, Key, Body: "hello" }));
  const loud = await store.client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: {
        Objects: [{ Key: "a" }, { Key: "none" }, { Key: "b", ETag: '"other"' }, { Key: "x".repeat(1025) }],
      },
    }),
  );
  expect(loud.Deleted?.map(({ Key }) => Key)).toEqual(["a", "none"]);
  expect(loud.Errors?.map(({ Code }) => Code)).toEqual(["PreconditionFailed", "KeyTooLongError"]);
  const quiet = await store.client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Quiet: true, Objects: [{ Key: "b" }, { Key: "c" }] } }),
  );
  expect([quiet.Deleted, quiet.Errors]).toEqual([undefined, undefined]);
  expect((await store.send({ method: "GET", target: "/bucket?list-type=2" })).text).toContain(
    "<KeyCount>0</KeyCount>",
  );
});

test("DeleteObjects takes 1000 keys and not one more", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const Objects = Array.from({ length: 1000 }, (_, index) => ({ Key: `k${index.toString()}` }));
  const full = await store.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(full.Deleted).toHaveLength(1000);
  await expect(
    store.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [...Objects, { Key: "more" }] } }),
    ),
  ).rejects.toMatchObject({ name: "MalformedXML" });
});

test("GetObjectAttributes answers what is asked", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await store.client.send(
    new PutObjectCommand({ Bucket, Key: "a", Body: "hello", ChecksumAlgorithm: "SHA256" }),
  );
  const all = await store.client.send(
    new GetObjectAttributesCommand({
      Bucket,
      Key: "a",
      ObjectAttributes: ["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"],
    }),
  );
  expect(all).toMatchObject({
    ETag: "5d41402abc4b2a76b9719d911017c592",
    ObjectSize: 5,
    StorageClass: "STANDARD",
    Checksum: { ChecksumSHA256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", ChecksumType: "FULL_OBJECT" },
  });
  expect(all.ObjectParts).toBeUndefined();
  const size = await store.client.send(
    new GetObjectAttributesCommand({ Bucket, Key: "a", ObjectAttributes: ["ObjectSize"] }),
  );
  expect(size.ETag).toBeUndefined();
});

test("several key pairs are all the owner, and a stranger is none", async () => {
  const other = { accessKeyId: "OTHERKEY", secretAccessKey: "other-secret" };
  await using store = await runningStore({ keys: [KEY, other] });
  const Bucket = await store.createBucket();
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  const second = clientFor(store.endpoint, { credentials: other });
  await second.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  second.destroy();
  const stranger = clientFor(store.endpoint, {
    credentials: { accessKeyId: "NOBODY", secretAccessKey: "x" },
  });
  await expect(stranger.send(new GetObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({
    name: "InvalidAccessKeyId",
  });
  stranger.destroy();
});
