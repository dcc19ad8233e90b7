import type { S3Client } from "@aws-sdk/client-s3";
import { directRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError, element } from "../s3/direct/service-error.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { CHECKSUM_HEADER } from "../wire/checksums/checksum-header.js";
import type { ObjectPlace } from "./transfer-item.js";

/** Completing joins parts in the store, which may take it minutes. */
const COMPLETE_TIMEOUT_MS = 15 * 60_000;

export interface UploadedPart {
  readonly number: number;
  readonly sizeBytes: number;
  /** With its quotes, as the store gave it. */
  readonly etag: string;
  /** Raw; undefined when the upload has none. */
  readonly checksum: Buffer | undefined;
}

export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** CRCs of a whole object follow from those of its parts; hashes do not. */
export function checksumTypeOf(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm.startsWith("CRC") ? "FULL_OBJECT" : "COMPOSITE";
}

/** Start a multipart upload. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export async function createUpload(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  headers: Readonly<Record<string, string | undefined>>,
  checksum: ChecksumAlgorithm | undefined,
  signal: AbortSignal,
): Promise<string> {
  const checksumHeaders =
    checksum === undefined
      ? {}
      : { "x-amz-checksum-algorithm": checksum, "x-amz-checksum-type": checksumTypeOf(checksum) };
  const answer = await directRequest(
    client,
    { method: "POST", bucket, key, query: { uploads: "" }, headers: { ...headers, ...checksumHeaders } },
    { signal },
  );
  const uploadId = element(answer.body.toString("utf8"), "UploadId");
  if (uploadId === undefined) throw new DirectServiceError({ ...answer, status: 502 }, 1);
  return uploadId;
}

export interface CompleteInput {
  readonly uploadId: string;
  /** In order. */
  readonly parts: readonly UploadedPart[];
  readonly sizeBytes: number;
  readonly algorithm: ChecksumAlgorithm | undefined;
  /** Base64 checksum of the whole object. */
  readonly fullChecksum: string | undefined;
  readonly ifNoneMatch: boolean;
}

/**
 * Join the parts.
 *
 * @throws DirectServiceError also for a failure that the store reports after answering 200.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export async function completeUpload(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  { uploadId, parts, sizeBytes, algorithm, fullChecksum, ifNoneMatch }: CompleteInput,
  signal: AbortSignal,
): Promise<void> {
  const headers: Record<string, string | undefined> = {
    "content-type": "application/xml",
    "if-none-match": ifNoneMatch ? "*" : undefined,
  };
  if (algorithm !== undefined) {
    headers["x-amz-mp-object-size"] = sizeBytes.toString();
    headers["x-amz-checksum-type"] = checksumTypeOf(algorithm);
    if (fullChecksum !== undefined) headers[CHECKSUM_HEADER[algorithm]] = fullChecksum;
  }
  const body = Buffer.from(renderParts(parts, algorithm));
  const answer = await directRequest(
    client,
    { method: "POST", bucket, key, query: { uploadId }, headers, body },
    { signal, headersTimeoutMs: COMPLETE_TIMEOUT_MS },
  );
  if (/<Error[\s>]/.test(answer.body.toString("utf8")))
    throw new DirectServiceError({ ...answer, status: 500 }, 1);
}

function renderParts(parts: readonly UploadedPart[], algorithm: ChecksumAlgorithm | undefined): string {
  let xml = '<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
  for (const { number, etag, checksum } of parts) {
    const name = `Checksum${algorithm ?? ""}`;
    const digest =
      algorithm === undefined || checksum === undefined
        ? ""
        : `<${name}>${checksum.toString("base64")}</${name}>`;
    xml += `<Part><PartNumber>${number.toString()}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag>${digest}</Part>`;
  }
  return `${xml}</CompleteMultipartUpload>`;
}

/**
 * Give an object the tags that its upload was started with, on stores that forget them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
export async function ensureTags(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  tagging: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (tagging === undefined || tagging === "") return;
  const { headers } = await directRequest(client, { method: "HEAD", bucket, key }, { signal });
  if (Number(headers["x-amz-tagging-count"] ?? 0) > 0) return;
  const { PutObjectTaggingCommand } = await import("@aws-sdk/client-s3");
  const TagSet = [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  await client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: key, Tagging: { TagSet } }), {
    abortSignal: signal,
  });
}

/** Give an upload up; its parts stop costing storage. */
export async function abortUpload(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  uploadId: string,
): Promise<void> {
  await directRequest(client, { method: "DELETE", bucket, key, query: { uploadId } }, { maxAttempts: 2 });
}

/** What the store says about a part that an earlier run uploaded. */
export interface StoredPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  /** Base64. */
  readonly checksum: string | undefined;
}

/**
 * The parts of an upload that reached the store; undefined when it knows no such upload.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
 */
export async function listParts(
  client: S3Client,
  { bucket, key }: ObjectPlace,
  uploadId: string,
  checksum: ChecksumAlgorithm | undefined,
  signal: AbortSignal,
): Promise<readonly StoredPart[] | undefined> {
  const parts: StoredPart[] = [];
  for (let marker: string | undefined = "0"; marker !== undefined;) {
    const query = { uploadId, "part-number-marker": marker === "0" ? undefined : marker };
    const page: string | undefined = await directRequest(
      client,
      { method: "GET", bucket, key, query },
      { signal },
    ).then(
      ({ body }) => body.toString("utf8"),
      (error: unknown) => {
        if (error instanceof DirectServiceError && error.$metadata.httpStatusCode === 404) return undefined;
        throw error;
      },
    );
    if (page === undefined) return undefined;
    parts.push(...parseParts(page, checksum));
    marker = nextMarker(page, Number(marker));
  }
  return parts;
}

function parseParts(page: string, checksum: ChecksumAlgorithm | undefined): readonly StoredPart[] {
  return [...page.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => ({
    number: Number(element(part, "PartNumber") ?? 0),
    sizeBytes: Number(element(part, "Size") ?? -1),
    etag: element(part, "ETag") ?? "",
    checksum: checksum === undefined ? undefined : element(part, `Checksum${checksum}`),
  }));
}

/** Some stores give a marker on the last page too: only `IsTruncated` counts, and it must lead on. */
function nextMarker(page: string, current: number): string | undefined {
  const next = element(page, "NextPartNumberMarker");
  return element(page, "IsTruncated") === "true" && Number(next) > current ? next : undefined;
}
