import type { S3Client } from "@aws-sdk/client-s3";
import {
  ENCRYPTION_HEADER,
  formatEncryptionMetadata,
  type EncryptionMetadata,
} from "../../crypto/encryption-metadata.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { DirectServiceError, element } from "../../s3/direct/service-error.js";
import { mapConcurrently } from "../../s3/map-concurrently.js";
import type { EncryptedHead } from "../../transfer/encrypted/encrypted-object.js";
import { abortUpload, completeUpload, createUpload } from "../../transfer/multipart-requests.js";
import { allParts, MAX_PART_BYTES, planParts, type Part } from "../../transfer/part-plan.js";
import { uriEncode, uriEncodePath } from "../../wire/auth/uri-encoding.js";
import { keepTagsAndGrants } from "./keep-tags-and-grants.js";
import { keptHeaders } from "./kept-headers.js";

const COPY_TIMEOUT_MS = 15 * 60_000;
const COPY_PART_BYTES = 1024 ** 3;
const PARTS_AT_ONCE = 4;

/**
 * Give an object another wrapped key: the store copies it onto itself, unless it changed since it was looked at. No content
 * moves; type, metadata, tags, storage class, locks and ACL stay. A bucket that keeps versions gets a new one.
 *
 * @throws DirectServiceError `PreconditionFailed` when the object changed; ConflictError when its ACL could not be given anew
 */
export async function replaceEncryptionMetadata(
  client: S3Client,
  head: EncryptedHead,
  metadata: EncryptionMetadata,
  signal: AbortSignal,
): Promise<void> {
  const headers = { ...keptHeaders(head.headers), [ENCRYPTION_HEADER]: formatEncryptionMetadata(metadata) };
  const copy = head.storedBytes > MAX_PART_BYTES ? copyInParts : copyWhole;
  await keepTagsAndGrants(client, head, signal, (tagging) =>
    copy(client, head, { ...headers, "x-amz-tagging": tagging }, signal),
  );
}

type RequestHeaders = Readonly<Record<string, string | undefined>>;

async function copyWhole(
  client: S3Client,
  head: EncryptedHead,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key } = head.place;
  const hasTags = headers["x-amz-tagging"] !== undefined;
  const directive = {
    "x-amz-metadata-directive": "REPLACE",
    "x-amz-tagging-directive": hasTags ? "REPLACE" : undefined,
  };
  const request = {
    method: "PUT" as const,
    bucket,
    key,
    headers: { ...headers, ...copySource(head), ...directive },
  };
  assertCopied(await directRequest(client, request, { signal, headersTimeoutMs: COPY_TIMEOUT_MS }));
}

async function copyInParts(
  client: S3Client,
  head: EncryptedHead,
  headers: RequestHeaders,
  signal: AbortSignal,
): Promise<void> {
  const { place, storedBytes: sizeBytes } = head;
  const uploadId = await createUpload(client, place, headers, undefined, signal);
  try {
    const plan = planParts(sizeBytes, COPY_PART_BYTES);
    const copy = async (part: Part) => copyPart(client, head, uploadId, part, signal);
    const parts = await Array.fromAsync(mapConcurrently(allParts(plan, sizeBytes), PARTS_AT_ONCE, copy));
    const input = {
      uploadId,
      parts,
      sizeBytes,
      algorithm: undefined,
      fullChecksum: undefined,
      ifNoneMatch: false,
    };
    await completeUpload(client, place, input, signal);
  } catch (error) {
    await abortUpload(client, place, uploadId);
    throw error;
  }
}

async function copyPart(
  client: S3Client,
  head: EncryptedHead,
  uploadId: string,
  { number, offset, sizeBytes }: Part,
  signal: AbortSignal,
) {
  const { bucket, key } = head.place;
  const range = `bytes=${offset.toString()}-${(offset + sizeBytes - 1).toString()}`;
  const query = { partNumber: number.toString(), uploadId };
  const headers = { ...copySource(head), "x-amz-copy-source-range": range };
  const request = { method: "PUT" as const, bucket, key, query, headers };
  const etag = assertCopied(
    await directRequest(client, request, { signal, headersTimeoutMs: COPY_TIMEOUT_MS }),
  );
  return { number, sizeBytes, etag, checksum: undefined };
}

function copySource({ place: { bucket, key }, etag }: EncryptedHead): Readonly<Record<string, string>> {
  return {
    "x-amz-copy-source": `/${uriEncode(bucket)}/${uriEncodePath(key)}`,
    "x-amz-copy-source-if-match": etag,
  };
}

/** A copy may fail after the store has answered 200: only an ETag in the answer says that it was made. */
function assertCopied(answer: Awaited<ReturnType<typeof directRequest>>): string {
  const xml = answer.body.toString("utf8");
  const etag = element(xml, "ETag");
  if (etag === undefined || /<Error[\s>]/.test(xml))
    throw new DirectServiceError({ ...answer, status: 500 }, 1);
  return etag;
}
