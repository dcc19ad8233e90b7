import { createHash } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
} from "@aws-sdk/client-s3";
import { runningStore } from "../running-store.js";

const MIB = 1024 * 1024;
const Bucket = "bucket";
const Key = "big";
const PARTS = [Buffer.alloc(5 * MIB, "a"), Buffer.alloc(5 * MIB + 7, "b"), Buffer.from("the end")];
const ETAG = `"${createHash("md5")
  .update(Buffer.concat(PARTS.map((part) => createHash("md5").update(part).digest())))
  .digest("hex")}-3"`;

let store: Awaited<ReturnType<typeof runningStore>>;

beforeEach(async () => {
  store = await runningStore();
  await store.createBucket(Bucket);
  return () => store[Symbol.asyncDispose]();
});

async function create(input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  return UploadId ?? "";
}

async function upload(UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
  const { ETag } = await store.client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
  );
  return { PartNumber, ETag };
}

/** In parallel, and so in no order. */
async function uploadAll(UploadId: string): Promise<CompletedPart[]> {
  return Promise.all(PARTS.map((part, index) => upload(UploadId, index + 1, part)));
}

const complete = (UploadId: string, Parts: CompletedPart[], more: object = {}) =>
  store.client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

test("parts sent in any order, and again, become one object", async () => {
  const UploadId = await create({ ContentType: "text/plain", Metadata: { colour: "blue" } });
  await upload(UploadId, 3, Buffer.from("wrong at first"));
  const done = await complete(UploadId, await uploadAll(UploadId));
  expect(done).toMatchObject({ ETag: ETAG, Bucket, Key });
  const got = await store.client.send(new GetObjectCommand({ Bucket, Key }));
  expect(got).toMatchObject({ ETag: ETAG, ContentType: "text/plain", Metadata: { colour: "blue" } });
  const content = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(content.equals(Buffer.concat(PARTS))).toBe(true);
  const { Uploads } = await store.client.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads).toBeUndefined();
});

test("a completion sent again gets the same answer; another one does not", async () => {
  const UploadId = await create();
  const parts = await uploadAll(UploadId);
  const first = await complete(UploadId, parts);
  const second = await complete(UploadId, parts);
  expect(second.ETag).toBe(first.ETag);
  await expect(complete(UploadId, parts.slice(0, 2))).rejects.toMatchObject({ name: "NoSuchUpload" });
  await store.client.send(new PutObjectCommand({ Bucket, Key, Body: "newer" }));
  await expect(complete(UploadId, parts)).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("what cannot be completed stays as it was", async () => {
  const UploadId = await create();
  const [first = {}, second = {}, third = {}] = await uploadAll(UploadId);
  const refusals: [CompletedPart[], string][] = [
    [[second, first], "InvalidPartOrder"],
    [[first, first], "InvalidPartOrder"],
    [[first, { ...second, ETag: '"00000000000000000000000000000000"' }], "InvalidPart"],
    [[first, { PartNumber: 9, ETag: first.ETag }], "InvalidPart"],
    [[third, { PartNumber: 4, ETag: first.ETag }], "InvalidPart"],
    [[], "MalformedXML"],
  ];
  for (const [parts, name] of refusals)
    await expect(complete(UploadId, parts)).rejects.toMatchObject({ name });
  await expect(complete(UploadId, [first, second], { MpuObjectSize: 5 })).rejects.toMatchObject({
    name: "InvalidRequest",
  });
  const { Parts } = await store.client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(Parts?.map(({ Size }) => Size)).toEqual(PARTS.map(({ length }) => length));
  await expect(store.client.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: "NotFound",
  });
});

test("only the last part may be small", async () => {
  const UploadId = await create();
  const small = [await upload(UploadId, 1, Buffer.from("a")), await upload(UploadId, 2, Buffer.from("b"))];
  await expect(complete(UploadId, small)).rejects.toMatchObject({ name: "EntityTooSmall" });
});

test("a completion can be conditional", async () => {
  await store.client.send(new PutObjectCommand({ Bucket, Key, Body: "there already" }));
  const UploadId = await create();
  const parts = await uploadAll(UploadId);
  await expect(complete(UploadId, parts, { IfNoneMatch: "*" })).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
  await expect(complete(UploadId, parts, { IfMatch: '"other"' })).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
  const { ETag } = await store.client.send(new HeadObjectCommand({ Bucket, Key }));
  await complete(UploadId, parts, { IfMatch: ETag });
});

test("an abort ends the upload, and late parts find none", async () => {
  const UploadId = await create();
  await uploadAll(UploadId);
  await store.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await expect(store.client.send(new ListPartsCommand({ Bucket, Key, UploadId }))).rejects.toMatchObject({
    name: "NoSuchUpload",
  });
  await expect(upload(UploadId, 1, Buffer.from("late"))).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("parts and uploads are listed in pages", async () => {
  const UploadId = await create();
  for (const number of [1, 2, 5]) await upload(UploadId, number, Buffer.from("x"));
  const first = await store.client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2", MaxParts: 2 });
  const rest = await store.client.send(
    new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: first.NextPartNumberMarker }),
  );
  expect(rest.Parts).toMatchObject([{ PartNumber: 5, Size: 1 }]);
  expect(rest.IsTruncated).toBe(false);

  const others = [await create({ Key: "big" }), await create({ Key: "a/1" }), await create({ Key: "a/2" })];
  const seen: string[] = [];
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await store.client.send(
      new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, KeyMarker, UploadIdMarker }),
    );
    seen.push(...(page.Uploads ?? []).map((entry) => `${entry.Key ?? ""} ${entry.UploadId ?? ""}`));
    KeyMarker = page.IsTruncated === true ? page.NextKeyMarker : undefined;
    UploadIdMarker = page.NextUploadIdMarker;
  } while (KeyMarker !== undefined);
  expect(seen).toEqual([`a/1 ${others[1]}`, `a/2 ${others[2]}`, `big ${UploadId}`, `big ${others[0]}`]);
  const rolled = await store.client.send(
    new ListMultipartUploadsCommand({ Bucket, Delimiter: "/", Prefix: "a" }),
  );
  expect(rolled.CommonPrefixes).toEqual([{ Prefix: "a/" }]);
});

test("parts can be read one by one, with their number", async () => {
  const UploadId = await create();
  await complete(UploadId, await uploadAll(UploadId));
  const second = await store.client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
  expect(second).toMatchObject({ PartsCount: 3, ContentLength: PARTS[1]?.length });
  expect(second.$metadata.httpStatusCode).toBe(206);
  expect(second.ContentRange).toBe(`bytes ${5 * MIB}-${10 * MIB + 6}/${10 * MIB + 14}`);
  expect((await second.Body?.transformToString())?.slice(0, 3)).toBe("bbb");
  const head = await store.client.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 3 }));
  expect(head).toMatchObject({ PartsCount: 3, ContentLength: 7 });
  await expect(store.client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 4 }))).rejects.toMatchObject(
    {
      $metadata: { httpStatusCode: 416 },
    },
  );
  const { ObjectParts } = await store.client.send(
    new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ["ObjectParts"], MaxParts: 2 }),
  );
  expect(ObjectParts).toMatchObject({ TotalPartsCount: 3, IsTruncated: true, NextPartNumberMarker: "2" });
});

test.each([
  ["SHA256", "COMPOSITE"],
  ["CRC32", "COMPOSITE"],
  ["CRC32", "FULL_OBJECT"],
  ["CRC32C", "FULL_OBJECT"],
  ["CRC64NVME", "FULL_OBJECT"],
] as const)("%s %s checksums of parts become the object's", async (ChecksumAlgorithm, ChecksumType) => {
  const UploadId = await create({ ChecksumAlgorithm, ChecksumType });
  const name = `Checksum${ChecksumAlgorithm}` as const;
  const parts = await Promise.all(
    PARTS.map(async (Body, index): Promise<CompletedPart> => {
      const PartNumber = index + 1;
      const sent = await store.client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm }),
      );
      expect(sent[name]).toBeDefined();
      return { PartNumber, ETag: sent.ETag, [name]: sent[name] };
    }),
  );
  const wrong = [{ ...parts[0], [name]: "AAAAAA==" }, ...parts.slice(1)];
  await expect(complete(UploadId, wrong)).rejects.toMatchObject({ name: "InvalidPart" });
  const done = await complete(UploadId, parts);
  expect(done.ChecksumType).toBe(ChecksumType);
  const whole = await store.client.send(
    new PutObjectCommand({ Bucket, Key: "whole", Body: Buffer.concat(PARTS), ChecksumAlgorithm }),
  );
  if (ChecksumType === "FULL_OBJECT") expect(done[name]).toBe(whole[name]);
  else expect(done[name]).toMatch(/-3$/);
  const got = await store.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
  expect(got[name]).toBe(done[name]);
});

test("a completion's own checksum must be the object's", async () => {
  const UploadId = await create({ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" });
  const parts = await uploadAllWith(UploadId);
  await expect(complete(UploadId, parts, { ChecksumCRC64NVME: "AAAAAAAAAAA=" })).rejects.toMatchObject({
    name: "BadDigest",
  });
  await complete(UploadId, parts, { MpuObjectSize: 10 * MIB + 14 });
});

async function uploadAllWith(UploadId: string): Promise<CompletedPart[]> {
  return Promise.all(
    PARTS.map(async (Body, index) => {
      const part = {
        Bucket,
        Key,
        UploadId,
        PartNumber: index + 1,
        Body,
        ChecksumAlgorithm: "CRC64NVME" as const,
      };
      const { ETag } = await store.client.send(new UploadPartCommand(part));
      return { PartNumber: index + 1, ETag };
    }),
  );
}

test.each([
  [{ ChecksumAlgorithm: "SHA256", ChecksumType: "FULL_OBJECT" }],
  [{ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "COMPOSITE" }],
  [{ ChecksumType: "COMPOSITE" }],
] as const)("an upload with %j is refused", async (input) => {
  await expect(create(input)).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("ranges of other objects can be parts", async () => {
  const content = Buffer.concat(PARTS);
  await store.client.send(new PutObjectCommand({ Bucket, Key: "source", Body: content }));
  const UploadId = await create();
  const copyPart = async (PartNumber: number, CopySourceRange?: string): Promise<CompletedPart> => {
    const input = { Bucket, Key, UploadId, PartNumber, CopySource: `${Bucket}/source`, CopySourceRange };
    const { CopyPartResult } = await store.client.send(new UploadPartCopyCommand(input));
    return { PartNumber, ETag: CopyPartResult?.ETag };
  };
  const parts = [await copyPart(1, `bytes=100-${5 * MIB + 99}`), await copyPart(2)];
  await expect(copyPart(3, `bytes=0-${content.length}`)).rejects.toMatchObject({ name: "InvalidRange" });
  await expect(copyPart(3, "bytes=5-")).rejects.toMatchObject({ name: "InvalidArgument" });
  await complete(UploadId, parts);
  await store.send({ method: "DELETE", target: "/bucket/source" });
  const got = await store.client.send(new GetObjectCommand({ Bucket, Key }));
  const read = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  expect(read.equals(Buffer.concat([content.subarray(100, 5 * MIB + 100), content]))).toBe(true);
  expect(parts[0]?.ETag).toBe(
    `"${createHash("md5")
      .update(content.subarray(100, 5 * MIB + 100))
      .digest("hex")}"`,
  );
});

test.each(["0", "10001", "x"])("%s is no part number", async (number) => {
  const UploadId = await create();
  const target = `/bucket/big?partNumber=${number}&uploadId=${UploadId}`;
  expect(await store.send({ method: "PUT", target, body: "x" })).toMatchObject({ status: 400 });
});
