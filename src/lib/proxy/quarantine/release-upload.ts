import { Buffer } from "node:buffer";
import { uriEncodePath } from "../../wire/auth/uri-encoding.js";
import { CHECKSUM_ALGORITHMS, CHECKSUM_HEADER } from "../../wire/checksums/checksum-header.js";
import type { Handler, Headers, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { renderXml } from "../../wire/xml/render-xml.js";
import { mapConcurrently } from "../../s3/map-concurrently.js";
import { bytesBody, streamBody } from "../encryption/sub-request.js";
import type { ContentSpool } from "../hooks/content-spool.js";
import type { QuarantinedPart, QuarantinedUpload } from "./quarantined-upload.js";
import { askStore, textOf, type StoreAnswer } from "./store-calls.js";
import { StreamCutter } from "./stream-cutter.js";

/** Copies inside the store that are under way at once. */
const COPIES_AT_ONCE = 4;
/** Content that hooks changed is cut into parts of this size, or as large as 10,000 of them need. */
const CHANGED_PART_BYTES = 64 * 1024 * 1024;
const MAX_PARTS = 10_000;

interface ReleasedPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly [checksum: string]: string | number | undefined;
}

/**
 * Give a checked upload to the key that it is for: its parts are copied inside the store, part by part, so that ETag and
 * checksums are those of the parts that the client sent. Then the client's upload is completed under its own conditions.
 *
 * @param changed what hooks made of the content; sent in place of it.
 * @returns what the store answered to that.
 */
export async function releaseUpload(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
  changed: ContentSpool | undefined,
): Promise<StoreAnswer> {
  const parts =
    changed === undefined
      ? await copyParts(request, next, upload)
      : await sendChanged(request, next, upload, changed);
  const document = Buffer.from(renderXml("CompleteMultipartUpload", { Part: parts }));
  return askStore(request, next, {
    operation: "CompleteMultipartUpload",
    method: "POST",
    bucket: upload.bucket,
    key: upload.key,
    query: [["uploadId", upload.uploadId]],
    headers: {
      ...conditionsOf(request.headers),
      ...(changed === undefined ? digestsOf(request.headers) : {}),
      "content-type": "application/xml",
      "content-length": document.length.toString(),
    },
    openBody: bytesBody(document),
  });
}

async function copyParts(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
): Promise<readonly ReleasedPart[]> {
  const ranges = rangesOf(upload.parts ?? []);
  const released: ReleasedPart[] = [];
  for await (const part of mapConcurrently(ranges, COPIES_AT_ONCE, (range) =>
    copyPart(request, next, upload, range),
  ))
    released.push(part);
  return released;
}

interface PartRange extends QuarantinedPart {
  readonly firstByte: number;
}

function rangesOf(parts: readonly QuarantinedPart[]): readonly PartRange[] {
  let firstByte = 0;
  return parts.map((part) => {
    const range = { ...part, firstByte };
    firstByte += part.sizeBytes;
    return range;
  });
}

async function copyPart(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
  { partNumber, sizeBytes, firstByte }: PartRange,
): Promise<ReleasedPart> {
  // An empty part has no range; it is sent as one.
  if (sizeBytes === 0) return sendPart(request, next, upload, partNumber, bytesBody(Buffer.alloc(0)), 0);
  const answer = await askStore(request, next, {
    operation: "UploadPartCopy",
    method: "PUT",
    bucket: upload.bucket,
    key: upload.key,
    query: partQuery(upload, partNumber),
    headers: {
      "x-amz-copy-source": `/${upload.bucket}/${uriEncodePath(upload.hiddenKey)}`,
      "x-amz-copy-source-range": `bytes=${firstByte.toString()}-${(firstByte + sizeBytes - 1).toString()}`,
    },
  });
  if (answer.errorCode !== undefined) throw notReleased(answer.errorCode);
  const checksums = CHECKSUM_ALGORITHMS.map((algorithm) => [
    `Checksum${algorithm}`,
    textOf(answer.body, `Checksum${algorithm}`),
  ]);
  return {
    PartNumber: partNumber,
    ETag: textOf(answer.body, "ETag"),
    ...(Object.fromEntries(checksums) as Readonly<Record<string, string | undefined>>),
  };
}

async function sendChanged(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
  spool: ContentSpool,
): Promise<readonly ReleasedPart[]> {
  const partBytes = Math.max(CHANGED_PART_BYTES, Math.ceil(spool.sizeBytes / MAX_PARTS));
  const content = spool.read();
  const cutter = new StreamCutter(content);
  const parts: ReleasedPart[] = [];
  try {
    do {
      const sizeBytes = Math.min(partBytes, spool.sizeBytes - parts.length * partBytes);
      const open = streamBody(() => cutter.take(sizeBytes), sizeBytes);
      parts.push(await sendPart(request, next, upload, parts.length + 1, open, sizeBytes));
    } while (parts.length * partBytes < spool.sizeBytes);
    return parts;
  } finally {
    content.destroy();
  }
}

async function sendPart(
  request: S3Request,
  next: Handler,
  upload: QuarantinedUpload,
  partNumber: number,
  openBody: S3Request["openBody"],
  sizeBytes: number,
): Promise<ReleasedPart> {
  const answer = await askStore(request, next, {
    operation: "UploadPart",
    method: "PUT",
    bucket: upload.bucket,
    key: upload.key,
    query: partQuery(upload, partNumber),
    headers: { "content-length": sizeBytes.toString() },
    openBody,
  });
  if (answer.errorCode !== undefined) throw notReleased(answer.errorCode);
  return { PartNumber: partNumber, ETag: answer.headers["etag"] };
}

function partQuery({ uploadId }: QuarantinedUpload, partNumber: number) {
  return [
    ["partNumber", partNumber.toString()],
    ["uploadId", uploadId],
  ] as const;
}

function conditionsOf(headers: Headers): Headers {
  return { "if-match": headers["if-match"], "if-none-match": headers["if-none-match"] };
}

/** What the client said of the whole, which the store holds it to. */
function digestsOf(headers: Headers): Headers {
  const named = ["x-amz-mp-object-size", "x-amz-checksum-type", ...Object.values(CHECKSUM_HEADER)];
  return Object.fromEntries(named.map((name) => [name, headers[name]]));
}

function notReleased(code: string): S3Error {
  return new S3Error(
    "ServiceUnavailable",
    `The content was checked but could not be moved into place: ${code}.`,
  );
}
