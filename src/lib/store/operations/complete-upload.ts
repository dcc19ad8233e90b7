import { multipartEtag } from "../../wire/checksums/composite-checksum.js";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import {
  type CompletedPart,
  readCompleteMultipartUpload,
} from "../../wire/xml/documents/complete-multipart-upload.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { ObjectVersion, PartRecord, StoreEngine, UploadRecord } from "../engine.js";
import { assembleParts } from "./assemble-parts.js";
import { quoteEtag, versionHeader } from "./object-headers.js";
import { bucketOf, keyOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { uploadOf } from "./upload-part.js";
import { writeCheck } from "./write-check.js";
import { xmlAnswer } from "./xml-answer.js";

/**
 * CompleteMultipartUpload: the parts named become the object; nothing is copied.
 *
 * A client whose answer got lost asks again. The upload is gone by then; as long as the key holds just what these
 * parts make, the answer is the same as the first time.
 */
export async function completeMultipartUpload(
  request: S3Request,
  { engine }: StoreContext,
): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request));
  const requested = readCompleteMultipartUpload(await readTextBody(request.openBody()));
  const upload = findUpload(request, engine);
  const version =
    upload instanceof S3Error
      ? completedBefore(request, engine, requested, upload)
      : await complete(request, engine, upload, requested);
  const { key, etag, checksum } = version;
  const result = {
    Location: `http://${request.headers["host"] ?? "localhost"}/${bucket.name}/${encodeURI(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: quoteEtag(etag),
    ...(checksum === undefined
      ? {}
      : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type }),
  };
  return xmlAnswer("CompleteMultipartUploadResult", result, versionHeader(version, bucket));
}

async function complete(
  request: S3Request,
  engine: StoreEngine,
  upload: UploadRecord,
  requested: readonly CompletedPart[],
): Promise<ObjectVersion> {
  requireAscending(requested);
  const check = writeCheck(request.headers);
  return engine.commit({
    ...assembleParts(upload, requested, storedParts(engine, upload), request.headers),
    bucket: upload.bucket,
    key: upload.key,
    attributes: upload.attributes,
    owner: upload.initiator,
    completes: upload,
    ...(check === undefined ? {} : { check }),
  });
}

function storedParts(engine: StoreEngine, upload: UploadRecord): ReadonlyMap<number, PartRecord> {
  const parts = engine.listParts(upload, { after: 0, limit: 10_000 });
  return new Map(parts.map((part) => [part.partNumber, part]));
}

/** The upload, or the refusal to give if it was not completed before either. */
function findUpload(request: S3Request, engine: StoreEngine): UploadRecord | S3Error {
  try {
    return uploadOf(request, engine);
  } catch (error) {
    if (error instanceof S3Error && error.code === "NoSuchUpload") return error;
    throw error;
  }
}

function completedBefore(
  request: S3Request,
  engine: StoreEngine,
  requested: readonly CompletedPart[],
  refusal: S3Error,
): ObjectVersion {
  const current = engine.find(bucketOf(request), keyOf(request));
  const etag = multipartEtag(requested.map((part) => Buffer.from(part.etag, "hex")));
  if (current !== undefined && !current.isDeleteMarker && current.etag === etag) return current;
  throw refusal;
}

function requireAscending(parts: readonly CompletedPart[]): void {
  const isAscending = parts.every(
    ({ partNumber }, index) => index === 0 || partNumber > (parts[index - 1]?.partNumber ?? 0),
  );
  if (isAscending) return;
  throw new S3Error(
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
  );
}
