import type { S3Client } from "@aws-sdk/client-s3";
import { encryptionError } from "../../crypto/encryption-failure.js";
import {
  ENCRYPTION_HEADER,
  parseEncryptionMetadata,
  type EncryptionMetadata,
} from "../../crypto/encryption-metadata.js";
import { loadLayout } from "../../crypto/load-layout.js";
import type { ObjectLayout } from "../../crypto/object-layout.js";
import { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import type { ObjectPlace } from "../transfer-item.js";

/** With which keys, and under which name, objects of a bucket are encrypted. */
export interface Encryption {
  readonly ring: KeyRing;
  /** Default: the bucket's name. */
  readonly namespace?: string | undefined;
}

export interface VersionedPlace extends ObjectPlace {
  readonly versionId?: string | undefined;
}

/** What a HEAD says about an encrypted object; nothing of it is authentic yet. */
export interface EncryptedHead {
  readonly place: VersionedPlace;
  readonly headers: Readonly<Record<string, string>>;
  /** With its quotes. */
  readonly etag: string;
  readonly storedBytes: number;
  readonly metadata: EncryptionMetadata;
}

/** An encrypted object whose key and end were opened. */
export interface EncryptedObject extends EncryptedHead {
  readonly objectKey: Buffer;
  readonly layout: ObjectLayout;
}

/**
 * Look at an object. Undefined: it is not encrypted.
 *
 * @throws IntegrityError `UnknownFormat` when its metadata cannot be understood
 */
export async function headEncrypted(
  client: S3Client,
  place: VersionedPlace,
  signal: AbortSignal,
): Promise<EncryptedHead | undefined> {
  const { bucket, key, versionId } = place;
  const { headers } = await directRequest(
    client,
    { method: "HEAD", bucket, key, query: { versionId }, headers: {} },
    { signal },
  );
  const text = headers[ENCRYPTION_HEADER];
  if (text === undefined) return undefined;
  return {
    place: { ...place, versionId: versionId ?? headers["x-amz-version-id"] },
    headers,
    etag: headers["etag"] ?? "",
    storedBytes: Number(headers["content-length"] ?? Number.NaN),
    metadata: parseEncryptionMetadata(text),
  };
}

/**
 * Open an object's key and end: one request more, two for large uploads.
 *
 * @throws IntegrityError when the ring cannot open it, or it was changed
 */
export async function openEncrypted(
  client: S3Client,
  head: EncryptedHead,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<EncryptedObject> {
  const { place, metadata } = head;
  const name = { namespace: encryption.namespace ?? place.bucket, key: place.key };
  const objectKey = await encryption.ring.unwrap(metadata, name);
  const layout = await loadLayout(objectKey, head, (start, end) =>
    readRange(client, head, { start, end }, signal),
  );
  return { ...head, objectKey, layout };
}

/**
 * {@link headEncrypted} and {@link openEncrypted} of an object that must be encrypted.
 *
 * @throws IntegrityError `NotEncrypted`
 */
export async function findEncrypted(
  client: S3Client,
  place: VersionedPlace,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<EncryptedObject> {
  const head = await headEncrypted(client, place, signal);
  if (head === undefined) {
    throw encryptionError("NotEncrypted", `s3://${place.bucket}/${place.key} is not encrypted`, {
      hints: ["Read it without decrypting: s3kit cp"],
    });
  }
  return openEncrypted(client, head, encryption, signal);
}

/** The request for a range of an object's body as it was when it was looked at; `end` is exclusive. */
export function rangeRequest({ place, etag }: EncryptedHead, { start, end }: { start: number; end: number }) {
  const { bucket, key, versionId } = place;
  const headers = { range: `bytes=${start.toString()}-${(end - 1).toString()}`, "if-match": etag };
  return { method: "GET" as const, bucket, key, query: { versionId }, headers };
}

async function readRange(
  client: S3Client,
  head: EncryptedHead,
  range: { start: number; end: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const { body } = await directRequest(client, rangeRequest(head, range), { signal });
  if (body.length === range.end - range.start) return body;
  throw new IntegrityError(
    `The store gave another range of s3://${head.place.bucket}/${head.place.key} than asked for`,
  );
}
