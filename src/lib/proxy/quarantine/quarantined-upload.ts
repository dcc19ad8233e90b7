import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { RESERVED_PREFIX } from "../../access/grants/key-safety.js";
import type { Handler, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { bytesBody } from "../encryption/sub-request.js";
import { askStore } from "./store-calls.js";

/** Where uploads in parts wait for their check, in the bucket that they are for. */
const QUARANTINE_PREFIX = `${RESERVED_PREFIX}quarantine/`;

/**
 * An upload in parts whose parts go to a hidden key. The client's own upload, with all that it said of the object, is open
 * in the store meanwhile, and gets the parts once they were checked.
 */
export interface QuarantinedUpload {
  readonly bucket: string;
  /** The key that the client named. */
  readonly key: string;
  /** The client's upload, at its key. */
  readonly uploadId: string;
  /** Where the parts go. */
  readonly hiddenKey: string;
  readonly hiddenUploadId: string;
  /** What hooks are told of the object. */
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Number and size of those that the client chose, from when it has completed the upload. */
  readonly parts?: readonly QuarantinedPart[] | undefined;
}

export interface QuarantinedPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
}

/** The key under which the parts of a client's upload are kept: anyone who knows the upload finds it. */
export function hiddenKeyOf(bucket: string, key: string, uploadId: string): string {
  return `${QUARANTINE_PREFIX}${hash("sha256", `${bucket}\0${key}\0${uploadId}`, "hex").slice(0, 40)}`;
}

/** The upload that a request names; undefined when nothing is known of it. */
export async function findQuarantined(
  request: S3Request,
  next: Handler,
): Promise<QuarantinedUpload | undefined> {
  const { bucket = "", key = "", query } = request;
  const recordKey = recordKeyOf(hiddenKeyOf(bucket, key, query.get("uploadId") ?? ""));
  const answer = await askStore(request, next, {
    operation: "GetObject",
    method: "GET",
    bucket,
    key: recordKey,
  });
  if (answer.status === 404) return undefined;
  if (answer.errorCode !== undefined) throw unavailable(answer.errorCode);
  return JSON.parse(answer.body) as QuarantinedUpload;
}

/** Keep what is known of an upload in the store, where every proxy in front of it finds it. */
export async function keepQuarantined(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(upload));
  const answer = await askStore(request, next, {
    operation: "PutObject",
    method: "PUT",
    bucket: upload.bucket,
    key: recordKeyOf(upload.hiddenKey),
    headers: { "content-type": "application/json", "content-length": bytes.length.toString() },
    openBody: bytesBody(bytes),
  });
  if (answer.errorCode !== undefined) throw unavailable(answer.errorCode);
}

/** Remove what is left of an upload that is over. Nothing that it meets is worth failing the client's request for. */
export async function forgetQuarantined(
  request: S3Request,
  next: Handler,
  { bucket, hiddenKey, hiddenUploadId }: QuarantinedUpload,
): Promise<void> {
  // The client may have gone: its upload is over all the same.
  const quiet = { ...request, signal: new AbortController().signal };
  await askStore(quiet, next, {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    bucket,
    key: hiddenKey,
    query: [["uploadId", hiddenUploadId]],
  });
  for (const key of [hiddenKey, recordKeyOf(hiddenKey)])
    await askStore(quiet, next, { operation: "DeleteObject", method: "DELETE", bucket, key });
}

function recordKeyOf(hiddenKey: string): string {
  return `${hiddenKey}.json`;
}

function unavailable(code: string): S3Error {
  return new S3Error("ServiceUnavailable", `The quarantine of the upload could not be reached: ${code}.`);
}
