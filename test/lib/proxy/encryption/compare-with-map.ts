import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect } from "vitest";

const MIB = 1024 * 1024;
const KEYS = ["a", "b/c", "b/ü +&", "z"] as const;

interface TestBucket {
  readonly client: S3Client;
  readonly Bucket: string;
}

/** What is done to a store, and to a map in memory. */
type Step =
  | { readonly kind: "put"; readonly key: string; readonly sizeBytes: number }
  | { readonly kind: "parts"; readonly key: string; readonly lastBytes: number; readonly parts: number }
  | { readonly kind: "abort"; readonly key: string }
  | { readonly kind: "copy"; readonly from: string; readonly to: string }
  | { readonly kind: "partCopy"; readonly from: string; readonly to: string; readonly at: number }
  | { readonly kind: "delete"; readonly key: string }
  | { readonly kind: "deleteMany"; readonly keys: readonly string[] }
  | { readonly kind: "range"; readonly key: string; readonly at: number; readonly share: number }
  | { readonly kind: "list" };

const key = fc.constantFrom(...KEYS);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const size = fc.oneof(
  { weight: 3, arbitrary: fc.nat(70_000) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 16_383, 16_384, 16_385, 32_768) },
  { weight: 1, arbitrary: fc.constantFrom(5 * MIB, 5 * MIB - 1) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), key, sizeBytes: size }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("parts" as const),
      key,
      lastBytes: size,
      parts: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("abort" as const), key }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("copy" as const), from: key, to: key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("partCopy" as const), from: key, to: key, at: share }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("deleteMany" as const),
      keys: fc.uniqueArray(key, { minLength: 1 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("range" as const), key, at: share, share }) },
  { weight: 2, arbitrary: fc.constant({ kind: "list" as const }) },
);

/** Do a random lot of things to a bucket and to a map in memory, `numRuns` times, and compare the two. */
export async function compareWithMap(client: S3Client, Bucket: string, numRuns: number): Promise<void> {
  const bucket = { client, Bucket };
  const model = new Map<string, Buffer>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      for (const each of steps) await perform(bucket, model, each);
      await compareAll(bucket, model);
    }),
    { numRuns, endOnFailure: true },
  );
}

async function perform(
  { client, Bucket }: TestBucket,
  model: Map<string, Buffer>,
  step: Step,
): Promise<void> {
  switch (step.kind) {
    case "put": {
      const Body = randomBytes(step.sizeBytes);
      await client.send(new PutObjectCommand({ Bucket, Key: step.key, Body }));
      model.set(step.key, Body);
      return;
    }
    case "parts":
      return uploadInParts({ client, Bucket }, model, step);
    case "abort": {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: step.key }));
      const part = { Bucket, Key: step.key, UploadId };
      await client.send(new UploadPartCommand({ ...part, PartNumber: 1, Body: randomBytes(100) }));
      await client.send(new AbortMultipartUploadCommand(part));
      return;
    }
    case "copy": {
      const source = model.get(step.from);
      if (source === undefined || step.from === step.to) return;
      const CopySource = `${Bucket}/${encodeURIComponent(step.from)}`;
      await client.send(new CopyObjectCommand({ Bucket, Key: step.to, CopySource }));
      model.set(step.to, source);
      return;
    }
    case "partCopy":
      return copyPart({ client, Bucket }, model, step);
    case "delete":
      await client.send(new DeleteObjectCommand({ Bucket, Key: step.key }));
      model.delete(step.key);
      return;
    case "deleteMany":
      await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: step.keys.map((Key) => ({ Key })) } }),
      );
      for (const each of step.keys) model.delete(each);
      return;
    case "range":
      return compareRange({ client, Bucket }, model, step);
    case "list":
      return compareListing({ client, Bucket }, model);
  }
}

async function uploadInParts(
  { client, Bucket }: TestBucket,
  model: Map<string, Buffer>,
  { key: Key, lastBytes, parts }: Extract<Step, { kind: "parts" }>,
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const numbers = Array.from({ length: parts }, (_, index) => index * 3 + 1);
  const bodies = numbers.map((_, index) =>
    randomBytes(index === parts - 1 ? lastBytes : 5 * MIB + index * 7),
  );
  // Last first, and the last one twice: both happen.
  const sent = new Map<number, string | undefined>();
  for (const [index, PartNumber] of [...numbers.entries()].reverse()) {
    if (index === parts - 1)
      await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: randomBytes(10) }));
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: bodies[index] ?? Buffer.alloc(0) }),
    );
    sent.set(PartNumber, ETag);
  }
  const Parts = numbers.map((PartNumber) => ({ PartNumber, ETag: sent.get(PartNumber) }));
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  model.set(Key, Buffer.concat(bodies));
}

async function copyPart(
  { client, Bucket }: TestBucket,
  model: Map<string, Buffer>,
  { from, to: Key, at }: Extract<Step, { kind: "partCopy" }>,
): Promise<void> {
  const source = model.get(from);
  if (source === undefined || source.length === 0) return;
  const start = Math.min(source.length - 1, Math.floor(at * source.length));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const { CopyPartResult } = await client.send(
    new UploadPartCopyCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/${encodeURIComponent(from)}`,
      CopySourceRange: `bytes=${start.toString()}-${(source.length - 1).toString()}`,
    }),
  );
  const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  model.set(Key, source.subarray(start));
}

async function compareRange(
  { client, Bucket }: TestBucket,
  model: ReadonlyMap<string, Buffer>,
  { key: Key, at, share: part }: Extract<Step, { kind: "range" }>,
): Promise<void> {
  const content = model.get(Key);
  if (content === undefined || content.length === 0) return;
  const start = Math.min(content.length - 1, Math.floor(at * content.length));
  const end = Math.min(content.length - 1, start + Math.floor(part * (content.length - start)));
  for (const [Range, expected] of [
    [`bytes=${start.toString()}-${end.toString()}`, content.subarray(start, end + 1)],
    [`bytes=${start.toString()}-`, content.subarray(start)],
    [`bytes=-${(end - start + 1).toString()}`, content.subarray(content.length - (end - start + 1))],
  ] as const) {
    const got = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(digest(bytes), `${Range} of ${content.length.toString()}`).toBe(digest(expected));
    expect(got.ContentRange?.endsWith(`/${content.length.toString()}`)).toBe(true);
  }
}

async function compareListing(
  { client, Bucket }: TestBucket,
  model: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  const sizes = Contents.map(({ Key = "", Size }) => [Key, Size] as const);
  expect(new Map(sizes)).toEqual(new Map([...model].map(([name, content]) => [name, content.length])));
  for (const { Key, ETag } of Contents) {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head.ETag).toBe(ETag);
  }
}

async function compareAll({ client, Bucket }: TestBucket, model: ReadonlyMap<string, Buffer>): Promise<void> {
  await compareListing({ client, Bucket }, model);
  for (const [Key, content] of model) {
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(digest(bytes)).toBe(digest(content));
  }
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
