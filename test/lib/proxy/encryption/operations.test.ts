import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { presignForm } from "../../../../src/lib/presign/presign-form.js";
import { createHookSet } from "../../../../src/lib/proxy/hooks/hook-set.js";
import { runHooksStage } from "../../../../src/lib/proxy/stages/run-hooks.js";
import { contentOf } from "../hooks/content-of.js";
import { hookOn } from "../hooks/hooked-store.js";
import { encryptedStore } from "./encrypting-proxy.js";
import { readRaw, takeOut, uploadInParts } from "./reading-raw.js";

const MIB = 1024 * 1024;
const Bucket = "bucket";

function crcOf(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString("base64");
}

describe("requests to the store", () => {
  test("a range of an object of several parts takes two when it is unknown, and one afterwards", async () => {
    await using proxy = await encryptedStore();
    const parts = [randomBytes(6 * MIB), randomBytes(5 * MIB + 3), randomBytes(7 * MIB)];
    const content = Buffer.concat(parts);
    await uploadInParts(proxy.client, "large", parts);
    const ranges = [
      [0, MIB - 1],
      [6 * MIB - 10, 6 * MIB + 10],
      [11 * MIB, 12 * MIB - 1],
      [content.length - 5, content.length - 1],
    ] as const;
    for (const [first, last] of ranges) {
      await using fresh = await proxy.another();
      for (const expected of [2, 1]) {
        fresh.asked.length = 0;
        const got = await readRaw(fresh.endpoint, "large", `bytes=${first.toString()}-${last.toString()}`);
        expect(got.bytes.equals(content.subarray(first, last + 1))).toBe(true);
        expect(fresh.asked.map(({ operation }) => operation)).toHaveLength(expected);
      }
    }
  });

  test("a list of objects takes one, whatever they are", async () => {
    await using proxy = await encryptedStore();
    for (const Key of ["a", "b", "c"])
      await proxy.client.send(new PutObjectCommand({ Bucket, Key, Body: randomBytes(Key.charCodeAt(0)) }));
    proxy.asked.length = 0;
    const v1 = await proxy.client.send(new ListObjectsCommand({ Bucket }));
    const v2 = await proxy.client.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
    const versions = await proxy.client.send(new ListObjectVersionsCommand({ Bucket }));
    for (const entries of [v1.Contents, v2.Contents, versions.Versions])
      expect(entries?.map(({ Key, Size }) => [Key, Size])).toEqual([
        ["a", 97],
        ["b", 98],
        ["c", 99],
      ]);
    expect(proxy.asked).toHaveLength(3);
  });

  test("an object that was replaced is read anew, though its former layout is known", async () => {
    await using proxy = await encryptedStore();
    await uploadInParts(proxy.client, "k", [randomBytes(5 * MIB), randomBytes(10)]);
    await readRaw(proxy.endpoint, "k", "bytes=0-9");
    const second = [randomBytes(5 * MIB + 9), randomBytes(10)];
    await uploadInParts(proxy.client, "k", second);
    const got = await readRaw(proxy.endpoint, "k", `bytes=${(5 * MIB).toString()}-`);
    expect(got.bytes.equals(Buffer.concat(second).subarray(5 * MIB))).toBe(true);
  });
});

describe("ETags and conditions", () => {
  test("no ETag can be taken for the MD5 of the content, and conditions know it in that spelling", async () => {
    await using proxy = await encryptedStore();
    const object = { Bucket, Key: "k" };
    const { ETag = "" } = await proxy.client.send(new PutObjectCommand({ ...object, Body: "content" }));
    expect(ETag).toMatch(/^"[0-9a-f]{32}-0"$/);
    const head = await proxy.client.send(new HeadObjectCommand({ ...object, IfMatch: ETag }));
    expect(head.ETag).toBe(ETag);
    await expect(
      proxy.client.send(new GetObjectCommand({ ...object, IfNoneMatch: ETag })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    const other = proxy.client.send(new GetObjectCommand({ ...object, IfMatch: `"${"0".repeat(32)}-0"` }));
    await expect(other).rejects.toMatchObject({ name: "PreconditionFailed" });
    const again = new PutObjectCommand({ ...object, Body: "other", IfNoneMatch: "*" });
    await expect(proxy.client.send(again)).rejects.toMatchObject({ name: "PreconditionFailed" });
    await proxy.client.send(new PutObjectCommand({ ...object, Body: "third", IfMatch: ETag }));
    const outdated = proxy.client.send(new DeleteObjectCommand({ ...object, IfMatch: ETag }));
    await expect(outdated).rejects.toMatchObject({ name: "PreconditionFailed" });
  });

  test("a download that is resumed on another version starts afresh", async () => {
    await using proxy = await encryptedStore();
    const { ETag = "" } = await proxy.client.send(
      new PutObjectCommand({ Bucket, Key: "k", Body: "0123456789" }),
    );
    const ask = async (ifRange: string) =>
      proxy.send({ method: "GET", target: "/bucket/k", headers: { range: "bytes=5-", "if-range": ifRange } });
    expect(await ask(ETag)).toMatchObject({ status: 206, text: "56789" });
    expect(await ask('"0123-0"')).toMatchObject({ status: 200, text: "0123456789" });
  });

  test("a copy under conditions knows the source in that spelling", async () => {
    await using proxy = await encryptedStore();
    const { ETag } = await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "content" }));
    const copy = { Bucket, Key: "copy", CopySource: "bucket/k" };
    await expect(
      proxy.client.send(new CopyObjectCommand({ ...copy, CopySourceIfNoneMatch: ETag })),
    ).rejects.toMatchObject({ name: "PreconditionFailed" });
    const { CopyObjectResult } = await proxy.client.send(
      new CopyObjectCommand({ ...copy, CopySourceIfMatch: ETag }),
    );
    const head = await proxy.client.send(new HeadObjectCommand({ Bucket, Key: "copy" }));
    expect(CopyObjectResult?.ETag).toBe(head.ETag);
  });

  test("conditional deletions of several keys are about what clients see", async () => {
    await using proxy = await encryptedStore();
    const { ETag } = await proxy.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "content" }));
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "b", Body: "content" }));
    const Objects = [
      { Key: "a", ETag, Size: 7 },
      { Key: "b", Size: 8 },
    ];
    const { Deleted, Errors } = await proxy.client.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    );
    expect(Deleted).toMatchObject([{ Key: "a" }]);
    expect(Errors).toMatchObject([{ Key: "b", Code: "PreconditionFailed" }]);
  });
});

describe("checksums", () => {
  test("are those of the plaintext, wherever they are told", async () => {
    await using proxy = await encryptedStore();
    const content = randomBytes(50_000);
    const object = { Bucket, Key: "k" };
    const put = await proxy.client.send(
      new PutObjectCommand({ ...object, Body: content, ChecksumAlgorithm: "CRC32" }),
    );
    expect(put.ChecksumCRC32).toBe(crcOf(content));
    const head = await proxy.client.send(new HeadObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
    expect(head).toMatchObject({
      ChecksumCRC32: crcOf(content),
      ChecksumType: "FULL_OBJECT",
      ContentLength: 50_000,
    });
    const ObjectAttributes = ["Checksum", "ObjectSize", "ETag", "ObjectParts"] as const;
    const attributes = await proxy.client.send(
      new GetObjectAttributesCommand({ ...object, ObjectAttributes: [...ObjectAttributes] }),
    );
    expect(attributes).toMatchObject({ ObjectSize: 50_000, Checksum: { ChecksumCRC32: crcOf(content) } });
    expect(attributes.ObjectParts).toBeUndefined();
    expect(`"${attributes.ETag ?? ""}"`).toBe(put.ETag);
  });

  test("of several parts are combined, and compared with what the client expects", async () => {
    await using proxy = await encryptedStore();
    const parts = [randomBytes(5 * MIB), randomBytes(77)];
    const content = Buffer.concat(parts);
    const at = { Bucket, Key: "k" };
    const { UploadId } = await proxy.client.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" }),
    );
    const Parts: CompletedPart[] = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const part = new UploadPartCommand({ ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" });
      const { ETag, ChecksumCRC32 } = await proxy.client.send(part);
      expect(ChecksumCRC32).toBe(crcOf(Body));
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    const complete = (ChecksumCRC32: string) =>
      proxy.client.send(
        new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ChecksumCRC32 }),
      );
    await expect(complete(crcOf(Buffer.from("other")))).rejects.toMatchObject({ name: "BadDigest" });
    const completed = await complete(crcOf(content));
    expect(completed).toMatchObject({ ChecksumCRC32: crcOf(content), ChecksumType: "FULL_OBJECT" });
    const ObjectAttributes = ["Checksum", "ObjectSize", "ObjectParts"] as const;
    const attributes = await proxy.client.send(
      new GetObjectAttributesCommand({ ...at, ObjectAttributes: [...ObjectAttributes] }),
    );
    expect(attributes).toMatchObject({
      ObjectSize: content.length,
      Checksum: { ChecksumCRC32: crcOf(content) },
      ObjectParts: {
        TotalPartsCount: 2,
        Parts: [
          { PartNumber: 1, Size: 5 * MIB },
          { PartNumber: 2, Size: 77 },
        ],
      },
    });
  });

  test.each([
    ["content-md5", "AAAAAAAAAAAAAAAAAAAAAA==", "BadDigest"],
    ["x-amz-checksum-sha256", Buffer.alloc(32).toString("base64"), "BadDigest"],
    ["x-amz-checksum-crc32c", "AAAAAA==", "BadDigest"],
  ])("a wrong %s leaves what was there", async (name, value, code) => {
    await using proxy = await encryptedStore();
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "before" }));
    for (const sizeBytes of [100, 9 * MIB]) {
      const body = randomBytes(sizeBytes);
      const answer = await proxy.send({
        method: "PUT",
        target: "/bucket/k",
        body,
        headers: { [name]: value },
      });
      expect(answer.text).toContain(`<Code>${code}</Code>`);
    }
    expect((await readRaw(proxy.endpoint, "k")).bytes.toString()).toBe("before");
  });
});

describe("uploads in parts", () => {
  test("are listed as clients sent them, and nothing else is", async () => {
    await using proxy = await encryptedStore();
    const at = { Bucket, Key: "k" };
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const second = await proxy.client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: "small" }),
    );
    const first = await proxy.client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: randomBytes(5 * MIB) }),
    );
    const { Parts } = await proxy.client.send(new ListPartsCommand({ ...at, UploadId }));
    expect(Parts?.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag])).toEqual([
      [1, 5 * MIB, first.ETag],
      [2, 5, second.ETag],
    ]);
    const page = await proxy.client.send(new ListPartsCommand({ ...at, UploadId, MaxParts: 1 }));
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "1" });
    const { Uploads } = await proxy.client.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toMatchObject([{ Key: "k", UploadId }]);
    for (const list of [
      new ListObjectsV2Command({ Bucket }),
      new ListObjectsV2Command({ Bucket, Delimiter: "/" }),
    ])
      expect(await proxy.client.send(list)).toMatchObject({ KeyCount: 0 });
  });

  test("are held to S3's rules for the plaintext", async () => {
    await using proxy = await encryptedStore();
    const at = { Bucket, Key: "k" };
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const send = async (PartNumber: number, Body: Buffer) => {
      const { ETag } = await proxy.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const [large, small, last] = [
      await send(1, randomBytes(5 * MIB)),
      await send(2, randomBytes(5 * MIB - 1)),
      await send(3, randomBytes(1)),
    ];
    const complete = (Parts: object[], more: object = {}) =>
      proxy.client.send(
        new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...more }),
      );
    await expect(complete([large, small, last])).rejects.toMatchObject({ name: "EntityTooSmall" });
    await expect(complete([last, large])).rejects.toMatchObject({ name: "InvalidPartOrder" });
    await expect(complete([{ ...large, ETag: '"0"' }])).rejects.toMatchObject({ name: "InvalidPart" });
    await expect(complete([large, last], { MpuObjectSize: 5 })).rejects.toMatchObject({
      name: "InvalidRequest",
    });
    await complete([large, last], { MpuObjectSize: 5 * MIB + 1 });
    expect(await proxy.client.send(new HeadObjectCommand(at))).toMatchObject({ ContentLength: 5 * MIB + 1 });
    const late = proxy.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "x" }));
    await expect(late).rejects.toMatchObject({ name: "NoSuchUpload" });
  });

  test("whose answer got lost are answered the same again", async () => {
    await using proxy = await encryptedStore();
    const at = { Bucket, Key: "k" };
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await proxy.client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 7, Body: "content" }),
    );
    const complete = async (client = proxy.client) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...at,
          UploadId,
          MultipartUpload: { Parts: [{ PartNumber: 7, ETag }] },
        }),
      );
    const first = await complete();
    await using other = await proxy.another();
    expect((await complete(other.client)).ETag).toBe(first.ETag);
    await proxy.client.send(new PutObjectCommand({ ...at, Body: "another" }));
    await expect(complete()).rejects.toMatchObject({ name: "InvalidPart" });
  });

  test("may have the last part that there is", async () => {
    await using proxy = await encryptedStore();
    const at = { Bucket, Key: "k" };
    const parts = [randomBytes(5 * MIB), randomBytes(6 * MIB)];
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const Parts: CompletedPart[] = [];
    for (const [index, Body] of [...parts.entries()].reverse()) {
      const PartNumber = 9999 + index;
      const { ETag } = await proxy.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
      Parts.unshift({ PartNumber, ETag });
    }
    await proxy.client.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }),
    );
    expect((await readRaw(proxy.endpoint, "k")).bytes.equals(Buffer.concat(parts))).toBe(true);
  });

  test("leave nothing that keeps a bucket from being deleted", async () => {
    await using proxy = await encryptedStore();
    const at = { Bucket: "second", Key: "k" };
    await proxy.client.send(new CreateBucketCommand({ Bucket: "second" }));
    await proxy.client.send(
      new PutBucketVersioningCommand({ Bucket: "second", VersioningConfiguration: { Status: "Enabled" } }),
    );
    const { UploadId } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const { ETag } = await proxy.client.send(
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "x" }),
    );
    const { VersionId } = await proxy.client.send(
      new CompleteMultipartUploadCommand({
        ...at,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
    const full = proxy.client.send(new DeleteBucketCommand({ Bucket: "second" }));
    await expect(full).rejects.toMatchObject({ name: "BucketNotEmpty" });
    await proxy.client.send(new DeleteObjectCommand({ ...at, VersionId }));
    await proxy.client.send(new DeleteBucketCommand({ Bucket: "second" }));
  });

  test("show their parts by number, as S3 counts them", async () => {
    await using proxy = await encryptedStore();
    const parts = [randomBytes(5 * MIB), randomBytes(20_000)];
    await uploadInParts(proxy.client, "k", parts);
    for (const [index, part] of parts.entries()) {
      const input = { Bucket, Key: "k", PartNumber: index + 1 };
      const head = await proxy.client.send(new HeadObjectCommand(input));
      expect(head).toMatchObject({ ContentLength: part.length, PartsCount: 2 });
      const got = await proxy.client.send(new GetObjectCommand(input));
      expect(part.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
      expect(got.ContentRange).toMatch(/\/5262880$/);
    }
    const third = proxy.client.send(new GetObjectCommand({ Bucket, Key: "k", PartNumber: 3 }));
    await expect(third).rejects.toMatchObject({ name: "InvalidPartNumber" });
  });
});

describe("copies", () => {
  test("move no content, and carry what they should", async () => {
    await using proxy = await encryptedStore();
    await proxy.client.send(
      new PutObjectCommand({
        Bucket,
        Key: "a +ü",
        Body: "content",
        ContentType: "text/x-test",
        Metadata: { note: "x" },
        Tagging: "k=v",
      }),
    );
    const CopySource = `${Bucket}/${encodeURIComponent("a +ü")}`;
    proxy.asked.length = 0;
    await proxy.client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource }));
    expect(proxy.asked.map(({ operation }) => operation)).toEqual(["HeadObject", "CopyObject"]);
    const [source, copy] = [
      await takeOut(proxy.store.client, "a +ü"),
      await takeOut(proxy.store.client, "b"),
    ];
    expect(copy.body.equals(source.body)).toBe(true);
    expect(copy.metadata["s3kit-enc"]).not.toBe(source.metadata["s3kit-enc"]);
    expect((await readRaw(proxy.endpoint, "b")).bytes.toString()).toBe("content");
    const head = await proxy.client.send(new HeadObjectCommand({ Bucket, Key: "b" }));
    expect(head).toMatchObject({ ContentType: "text/x-test", Metadata: { note: "x" }, ContentLength: 7 });
    const { TagSet } = await proxy.client.send(new GetObjectTaggingCommand({ Bucket, Key: "b" }));
    expect(TagSet).toEqual([{ Key: "k", Value: "v" }]);
    await proxy.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: "b",
        CopySource,
        MetadataDirective: "REPLACE",
        Metadata: { other: "y" },
      }),
    );
    const replaced = await proxy.client.send(new HeadObjectCommand({ Bucket, Key: "b" }));
    expect(replaced.Metadata).toEqual({ other: "y" });
    const itself = new CopyObjectCommand({ Bucket, Key: "b", CopySource: "bucket/b" });
    await expect(proxy.client.send(itself)).rejects.toMatchObject({ name: "InvalidRequest" });
    const missing = new CopyObjectCommand({ Bucket, Key: "b", CopySource: "bucket/none" });
    await expect(proxy.client.send(missing)).rejects.toMatchObject({ name: "NoSuchKey" });
  });

  test("between encrypted names and others keep content and tags", async () => {
    await using proxy = await encryptedStore({
      settings: { mode: "required", rules: [{ bucket: "buck*", prefix: "clear/", mode: "off" }] },
    });
    const content = randomBytes(40_000);
    const put = { Bucket, Body: content, Tagging: "k=v", Metadata: { note: "x" } };
    await proxy.client.send(new PutObjectCommand({ ...put, Key: "secret" }));
    await proxy.client.send(new CopyObjectCommand({ Bucket, Key: "clear/a", CopySource: "bucket/secret" }));
    expect((await takeOut(proxy.store.client, "clear/a")).body.equals(content)).toBe(true);
    await proxy.client.send(new CopyObjectCommand({ Bucket, Key: "again", CopySource: "bucket/clear/a" }));
    expect((await takeOut(proxy.store.client, "again")).body.equals(content)).toBe(false);
    for (const Key of ["clear/a", "again"]) {
      expect((await readRaw(proxy.endpoint, Key)).bytes.equals(content)).toBe(true);
      const { Metadata } = await proxy.client.send(new HeadObjectCommand({ Bucket, Key }));
      expect(Metadata).toEqual({ note: "x" });
      const { TagSet } = await proxy.client.send(new GetObjectTaggingCommand({ Bucket, Key }));
      expect(TagSet).toEqual([{ Key: "k", Value: "v" }]);
    }
    const { Contents } = await proxy.client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Size }) => Size)).toEqual([40_000, 40_000, 40_000]);
  });
});

describe("versions", () => {
  test("are each read with their own key, and listed with their own size", async () => {
    await using proxy = await encryptedStore();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await proxy.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const versions = [];
    for (const Body of ["first", "second one"]) {
      const { VersionId } = await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body }));
      versions.push({ VersionId, Body });
    }
    for (const { VersionId, Body } of versions) {
      const got = await proxy.client.send(new GetObjectCommand({ Bucket, Key: "k", VersionId }));
      expect(await got.Body?.transformToString()).toBe(Body);
    }
    const { Versions } = await proxy.client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ Size }) => Size)).toEqual([10, 5]);
    const [first] = versions;
    const CopySource = `bucket/k?versionId=${first?.VersionId ?? ""}`;
    await proxy.client.send(new CopyObjectCommand({ Bucket, Key: "k", CopySource }));
    expect((await readRaw(proxy.endpoint, "k")).bytes.toString()).toBe("first");
  });
});

describe("a mixed bucket", () => {
  test("shows every size right, asks once for what it cannot tell, and reads what is in clear", async () => {
    await using proxy = await encryptedStore({ settings: { mode: "mixed" } });
    const clear = randomBytes(40_000);
    await proxy.store.client.send(new PutObjectCommand({ Bucket, Key: "clear", Body: clear }));
    await proxy.store.client.send(new PutObjectCommand({ Bucket, Key: "tiny", Body: "x" }));
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "secret", Body: randomBytes(300) }));
    for (const heads of [2, 0]) {
      proxy.asked.length = 0;
      const { Contents = [] } = await proxy.client.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([
        ["clear", 40_000],
        ["secret", 300],
        ["tiny", 1],
      ]);
      expect(proxy.asked.filter(({ operation }) => operation === "HeadObject")).toHaveLength(heads);
      for (const { Key, ETag } of Contents)
        expect((await proxy.client.send(new HeadObjectCommand({ Bucket, Key }))).ETag).toBe(ETag);
    }
    expect((await readRaw(proxy.endpoint, "clear")).bytes.equals(clear)).toBe(true);
    const range = await readRaw(proxy.endpoint, "clear", "bytes=20000-20009");
    expect(range.bytes.equals(clear.subarray(20_000, 20_010))).toBe(true);
    await proxy.client.send(new CopyObjectCommand({ Bucket, Key: "sealed", CopySource: "bucket/clear" }));
    expect((await takeOut(proxy.store.client, "sealed")).body.equals(clear)).toBe(false);
    expect((await readRaw(proxy.endpoint, "sealed")).bytes.equals(clear)).toBe(true);
  });

  test("that requires encryption may be told to read what is in clear", async () => {
    await using proxy = await encryptedStore({ settings: { allowPlaintext: true } });
    await proxy.store.client.send(new PutObjectCommand({ Bucket, Key: "clear", Body: "in clear" }));
    expect((await readRaw(proxy.endpoint, "clear")).bytes.toString()).toBe("in clear");
  });
});

describe("what is the proxy's own", () => {
  test("metadata can be set by no client", async () => {
    await using proxy = await encryptedStore();
    const headers = { "x-amz-meta-s3kit-enc": "v=1;k=k1;w=AAAA" };
    for (const target of ["/bucket/k", "/bucket/k?uploads"]) {
      const method = target.endsWith("uploads") ? "POST" : "PUT";
      const answer = await proxy.send({ method, target, headers, body: "x" });
      expect(answer.text).toContain("<Code>InvalidArgument</Code>");
    }
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    const copy = { ...headers, "x-amz-copy-source": "bucket/k", "x-amz-metadata-directive": "REPLACE" };
    const answer = await proxy.send({ method: "PUT", target: "/bucket/l", headers: copy });
    expect(answer.text).toContain("<Code>InvalidArgument</Code>");
  });

  test("objects can be neither seen nor touched, and pages of them are no empty pages", async () => {
    await using proxy = await encryptedStore();
    for (const Key of ["a", "b"]) await proxy.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    const own = (await proxy.store.client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [];
    expect(own.filter(({ Key }) => Key?.startsWith(".s3kit/"))).toHaveLength(2);
    const [{ Key = "" } = {}] = own;
    for (const method of ["GET", "PUT", "DELETE"] as const) {
      const answer = await proxy.send({ method, target: `/bucket/${Key}` });
      expect(answer.status).toBe(403);
    }
    const pages = [
      await proxy.client.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 })),
      await proxy.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })),
    ];
    for (const { Contents } of pages) expect(Contents?.map((entry) => entry.Key)).toEqual(["k"]);
  });

  test("what could store or read content in unknown ways is refused", async () => {
    await using proxy = await encryptedStore();
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    for (const [method, target] of [
      ["GET", "/bucket/k?torrent"],
      ["POST", "/bucket/k?select&select-type=2"],
    ] as const)
      expect((await proxy.send({ method, target, body: "" })).status).toBe(501);
    const headers = { "x-amz-write-offset-bytes": "1" };
    expect((await proxy.send({ method: "PUT", target: "/bucket/k", body: "y", headers })).status).toBe(501);
  });

  test("limits are told before anything is sent", async () => {
    await using proxy = await encryptedStore();
    const headers = { "content-length": "5363209729", "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
    const answer = await proxy.send({
      method: "PUT",
      target: "/bucket/k",
      headers: { ...headers, expect: "100-continue" },
    });
    expect(answer.text).toContain("<Code>EntityTooLarge</Code>");
  });
});

describe("hooks", () => {
  test("see plaintext, and what they refuse is not stored", async () => {
    const seen: string[] = [];
    const scan = hookOn("preUploadBeforeCheck", { name: "scan" }, async (_context, content) => {
      const text = (await contentOf(content)).toString("latin1");
      seen.push(text.slice(0, 4));
      return text.startsWith("evil") ? { pass: false, reason: "evil" } : { pass: true };
    });
    const look = hookOn("postRetrieve", { name: "look" }, async (_context, content) => {
      seen.push((await contentOf(content)).toString("latin1").slice(0, 4));
      return { pass: true };
    });
    await using proxy = await encryptedStore({ stages: [runHooksStage(createHookSet([scan, look]))] });
    const put = async (Key: string, Body: Buffer) =>
      proxy.client.send(new PutObjectCommand({ Bucket, Key, Body }));
    await put("good", Buffer.from("good"));
    for (const sizeBytes of [4, 9 * MIB])
      await expect(put("bad", Buffer.alloc(sizeBytes, "evil"))).rejects.toMatchObject({
        name: "AccessDenied",
      });
    expect((await readRaw(proxy.endpoint, "good")).bytes.toString()).toBe("good");
    expect(seen).toEqual(["good", "evil", "evil", "good"]);
    const { Contents } = await proxy.client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(["good"]);
  });
});

describe("browsers' forms", () => {
  test.each([5, 9 * MIB])("of %i bytes are stored encrypted", async (sizeBytes) => {
    await using proxy = await encryptedStore();
    const content = randomBytes(sizeBytes);
    const { url, fields } = await presignForm(proxy.client, {
      bucket: Bucket,
      key: "k",
      expiresInSeconds: 60,
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set("file", new Blob([content]), "notes.txt");
    const answer = await fetch(url, { method: "POST", body: form });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("etag")).toMatch(/-0"$/);
    expect((await readRaw(proxy.endpoint, "k")).bytes.equals(content)).toBe(true);
    expect((await takeOut(proxy.store.client, "k")).body.includes(content)).toBe(false);
  });
});
