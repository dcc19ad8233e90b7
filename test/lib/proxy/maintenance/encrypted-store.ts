import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { newLocalEntry, withKey } from "../../../../src/lib/key-ring/change-ring.js";
import type { KeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import { ringOf } from "../../../../src/lib/key-ring/load-key-ring.js";
import { createClient } from "../../../../src/lib/s3/create-client.js";
import { startStore } from "../../../../src/lib/store/start-store.js";
import { createUploadSealer } from "../../../../src/lib/transfer/encrypted/sealed-upload.js";
import { createTransferContext } from "../../../../src/lib/transfer/transfer-context.js";
import { uploadStream } from "../../../../src/lib/transfer/upload-stream.js";

const NOW = new Date("2026-03-04T05:06:07Z");

/** A ring of the keys `old`, which is primary, and `new`. */
export const rings = withKey(withKey(undefined, "old", newLocalEntry(NOW)), "new", newLocalEntry(NOW));
export const oldRing = ringOf(rings);
export const newRing = ringOf({ ...rings, primary: "new" });
/** The signal of tests that are not interrupted. */
export const signal = new AbortController().signal;

/** An embedded store with a client, and a way to write encrypted objects into it; `close` removes it. */
export async function openEncryptedStore() {
  const dir = await mkdtemp(path.join(tmpdir(), "s3kit-encrypted-"));
  const pair = { accessKeyId: "K", secretAccessKey: "S" };
  const store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [pair] });
  const client = await createClient({
    profile: undefined,
    endpoint: store.endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: pair,
    checksums: "when_required",
  });
  let buckets = 0;
  return {
    client,
    bucket: async (settings: { readonly ObjectLockEnabledForBucket?: boolean } = {}) => {
      buckets += 1;
      const Bucket = `bucket-${buckets.toString()}`;
      await client.send(new CreateBucketCommand({ Bucket, ...settings }));
      return Bucket;
    },
    put: async (place: { bucket: string; key: string }, content: Buffer | string, ring: KeyRing = oldRing) =>
      putEncrypted(client, place, content, ring),
    close: async () => {
      client.destroy();
      await store.close();
      await rm(dir, { recursive: true });
    },
  };
}

export type EncryptedStore = Awaited<ReturnType<typeof openEncryptedStore>>;

async function putEncrypted(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  content: Buffer | string,
  ring: KeyRing,
): Promise<void> {
  const context = createTransferContext({
    client,
    signal,
    options: {
      settings: { metadata: { color: "red" } },
      concurrency: 4,
      ifNoneMatch: false,
      preserve: false,
      stateFolder: tmpdir(),
    },
    note: () => undefined,
  });
  const encoder = await createUploadSealer(place, { ring });
  await uploadStream(context, Readable.from([Buffer.from(content)], { objectMode: false }), place, {
    encoder,
  });
}

export async function bodyOf(client: S3Client, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Flip a bit of a stored body, and keep its metadata. */
export async function damage(client: S3Client, bucket: string, key: string, at: number): Promise<void> {
  const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = await bodyOf(client, bucket, key);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata }));
}
