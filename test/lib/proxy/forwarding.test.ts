import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { signRequest } from "../../../src/lib/wire/auth/sign-request.js";
import { element } from "../store/running-store.js";
import { CLIENT_KEY, runningProxy } from "./running-proxy.js";

const MIB = 1024 * 1024;

async function proxyWithBucket(...options: Parameters<typeof runningProxy>) {
  const proxy = await runningProxy(...options);
  await proxy.client.send(new CreateBucketCommand({ Bucket: "bucket" }));
  return proxy;
}

describe("objects through the proxy", () => {
  test("an object keeps its content, metadata and headers", async () => {
    await using proxy = await proxyWithBucket();
    const Body = randomBytes(100_000);
    await proxy.client.send(
      new PutObjectCommand({
        Bucket: "bucket",
        Key: "a/b",
        Body,
        ContentType: "image/x-test",
        CacheControl: "max-age=5",
        Metadata: { who: "me" },
      }),
    );
    const got = await proxy.client.send(new GetObjectCommand({ Bucket: "bucket", Key: "a/b" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got).toMatchObject({
      ContentType: "image/x-test",
      CacheControl: "max-age=5",
      Metadata: { who: "me" },
    });
    const direct = await proxy.store.client.send(new HeadObjectCommand({ Bucket: "bucket", Key: "a/b" }));
    expect(direct.ETag).toBe(got.ETag);
  });

  test.each([0, 1, 65_536, 9 * MIB])("a streamed body of %i bytes arrives whole", async (sizeBytes) => {
    await using proxy = await proxyWithBucket();
    const content = randomBytes(sizeBytes);
    await proxy.client.send(
      new PutObjectCommand({
        Bucket: "bucket",
        Key: "k",
        Body: Readable.from(pieces(content)),
        ContentLength: sizeBytes,
        ChecksumAlgorithm: "CRC32",
      }),
    );
    const got = await proxy.store.client.send(
      new GetObjectCommand({ Bucket: "bucket", Key: "k", ChecksumMode: "ENABLED" }),
    );
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test.each(["sp ace+plus%25/é//x/../y", "./..", "a//b/", "%2F", "🙂", "(1)!'*~", "-/health"])(
    "the key %s is the same on both sides",
    async (Key) => {
      await using proxy = await proxyWithBucket();
      await proxy.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: "x" }));
      const listed = await proxy.store.client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
      expect(listed.Contents?.map((entry) => entry.Key)).toEqual([Key]);
      const got = await proxy.client.send(new GetObjectCommand({ Bucket: "bucket", Key }));
      expect(await got.Body?.transformToString()).toBe("x");
    },
  );

  test("parts may come in any order, and the checksums of a multipart upload are kept", async () => {
    await using proxy = await proxyWithBucket();
    const upload = { Bucket: "bucket", Key: "k" };
    const { UploadId } = await proxy.client.send(
      new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: "CRC32" }),
    );
    const contents = [randomBytes(5 * MIB), randomBytes(100)];
    const parts = await Promise.all(
      ([2, 1] as const).map(async (PartNumber) => {
        const Body = contents[PartNumber - 1] ?? Buffer.alloc(0);
        const { ETag, ChecksumCRC32 } = await proxy.client.send(
          new UploadPartCommand({ ...upload, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" }),
        );
        return { PartNumber, ETag, ChecksumCRC32 };
      }),
    );
    const Parts = parts.sort((one, other) => one.PartNumber - other.PartNumber);
    const done = await proxy.client.send(
      new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }),
    );
    expect(done.ChecksumCRC32).toMatch(/-2$/);
    const got = await proxy.client.send(new GetObjectCommand({ ...upload, Range: "bytes=-100" }));
    expect(got.ContentRange).toBe(`bytes ${5 * MIB}-${5 * MIB + 99}/${5 * MIB + 100}`);
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(contents[1]);
  });

  test("copies, deletions of many and listings are the store's", async () => {
    await using proxy = await proxyWithBucket();
    await proxy.client.send(new PutObjectCommand({ Bucket: "bucket", Key: "one two", Body: "x" }));
    await proxy.client.send(
      new CopyObjectCommand({ Bucket: "bucket", Key: "copy", CopySource: "bucket/one%20two" }),
    );
    const { Deleted } = await proxy.client.send(
      new DeleteObjectsCommand({ Bucket: "bucket", Delete: { Objects: [{ Key: "one two" }] } }),
    );
    expect(Deleted).toEqual([{ Key: "one two" }]);
    const listed = await proxy.client.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "c" }));
    expect(listed.Contents?.map(({ Key }) => Key)).toEqual(["copy"]);
    expect((await proxy.client.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
  });

  test("a bucket may stand in the host name, on both sides", async () => {
    await using proxy = await proxyWithBucket({ hostSuffixes: ["s3.example"] });
    const { port } = new URL(proxy.endpoint);
    for (const host of [`bucket.localhost:${port}`, "bucket.s3.example"]) {
      const put = await proxy.send({ method: "PUT", target: "/bucket/k", headers: { host }, body: host });
      expect(put.status).toBe(200);
      const got = await proxy.send({ method: "GET", target: "/bucket/bucket/k" });
      expect(got.text).toBe(host);
    }
    const listed = await proxy.send({ method: "GET", target: "/", headers: { host: "bucket.s3.example" } });
    expect(element(listed.text, "Key")).toBe("bucket/k");
  });

  test("errors are the store's, under the proxy's request id", async () => {
    await using proxy = await proxyWithBucket();
    const answer = await proxy.send({ method: "GET", target: "/bucket/missing" });
    expect(answer.status).toBe(404);
    expect(element(answer.text, "Code")).toBe("NoSuchKey");
    const theirs = answer.headers["x-s3kit-upstream-request-id"];
    expect(theirs).toBe(element(answer.text, "RequestId"));
    expect(answer.headers["x-amz-request-id"]).not.toBe(theirs);
    await expect(
      proxy.client.send(new AbortMultipartUploadCommand({ Bucket: "bucket", Key: "k", UploadId: "none" })),
    ).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  test.each([
    [{ "if-none-match": "ETAG" }, 304],
    [{ "if-match": '"other"' }, 412],
    [{ range: "bytes=5-" }, 416],
    [{ range: "bytes=0-1,2-3" }, 200],
    [{ range: "bytes=1-2", "if-range": '"other"' }, 200],
    [{ range: "bytes=1-2" }, 206],
  ] as const)("a GET with %o is answered %i", async (headers, status) => {
    await using proxy = await proxyWithBucket();
    const { ETag = "" } = await proxy.client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: "12345" }),
    );
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === "ETAG" ? ETag : value]),
    );
    const answer = await proxy.send({ method: "GET", target: "/bucket/k", headers: sent });
    expect(answer.status).toBe(status);
    if (status < 400) expect(answer.headers["etag"]).toBe(ETag);
  });

  test("a HEAD says the object's length, and nothing follows it", async () => {
    await using proxy = await proxyWithBucket();
    await proxy.client.send(new PutObjectCommand({ Bucket: "bucket", Key: "k", Body: randomBytes(70_000) }));
    const answer = await proxy.send({ method: "HEAD", target: "/bucket/k" });
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.headers["content-length"]).toBe("70000");
  });
});

describe.each(["when_supported", "when_required"] as const)(
  "checksums behind large content, for a store that takes them %s",
  (checksums) => {
    const content = randomBytes(9 * MIB);

    test("content arrives whole, with its checksum where the store can take it", async () => {
      await using proxy = await proxyWithBucket({}, { checksums });
      const ContentEncoding = "x-own";
      await proxy.client.send(
        new PutObjectCommand({ ...KEY, ...streamOf(content), ContentEncoding, ChecksumAlgorithm: "SHA256" }),
      );
      const got = await proxy.store.client.send(new GetObjectCommand({ ...KEY, ChecksumMode: "ENABLED" }));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
      expect(got.ContentEncoding).toBe("x-own");
      const sha256 = createHash("sha256").update(content).digest("base64");
      expect(got.ChecksumSHA256).toBe(checksums === "when_supported" ? sha256 : undefined);
    });

    test("parts keep theirs, so that the upload can be completed with them", async () => {
      await using proxy = await proxyWithBucket({}, { checksums });
      const ChecksumAlgorithm = "CRC32C";
      const { UploadId } = await proxy.client.send(
        new CreateMultipartUploadCommand({ ...KEY, ChecksumAlgorithm }),
      );
      const part = { ...KEY, UploadId, PartNumber: 1, ChecksumAlgorithm } as const;
      const { ETag, ChecksumCRC32C } = await proxy.client.send(
        new UploadPartCommand({ ...part, ...streamOf(content) }),
      );
      expect(ChecksumCRC32C).toBeDefined();
      const Parts = [{ PartNumber: 1, ETag, ChecksumCRC32C }];
      await proxy.client.send(
        new CompleteMultipartUploadCommand({ ...KEY, UploadId, MultipartUpload: { Parts } }),
      );
    });

    test("a wrong one leaves nothing", async () => {
      await using proxy = await proxyWithBucket({}, { checksums });
      const framed = Buffer.concat([
        Buffer.from(`${content.length.toString(16)}\r\n`),
        content,
        Buffer.from("\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"),
      ]);
      const answer = await sendFramed(proxy.endpoint, framed, content.length);
      expect(answer).toContain("<Code>BadDigest</Code>");
      const listed = await proxy.store.client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
      expect(listed.Contents).toBeUndefined();
    });
  },
);

const KEY = { Bucket: "bucket", Key: "k" } as const;

function streamOf(content: Buffer) {
  return { Body: Readable.from(pieces(content)), ContentLength: content.length };
}

async function sendFramed(endpoint: string, body: Buffer, contentBytes: number): Promise<string> {
  const { host } = new URL(endpoint);
  const payloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  const headers = signRequest(
    {
      method: "PUT",
      rawPath: "/bucket/k",
      query: "",
      headers: {
        host,
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": contentBytes.toString(),
        "x-amz-trailer": "x-amz-checksum-crc32",
      },
      payloadHash,
    },
    CLIENT_KEY,
    "us-east-1",
    "s3",
    new Date(),
  );
  const { host: _host, ...rest } = headers;
  return (
    await fetch(`${endpoint}/bucket/k`, { method: "PUT", headers: rest, body: new Uint8Array(body) })
  ).text();
}

function* pieces(content: Buffer) {
  for (let at = 0; at < content.length; at += 50_000) yield content.subarray(at, at + 50_000);
}
