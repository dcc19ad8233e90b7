import { Buffer } from "node:buffer";
import { sealedSize } from "../../../crypto/sizes.js";
import { CHECKSUM_ALGORITHMS } from "../../../wire/checksums/checksum-header.js";
import type {
  ChecksumAlgorithm,
  DigestAlgorithm,
  Headers,
  RequestBody,
  S3Request,
  S3Response,
} from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { unquoteEtag } from "../../../wire/conditions/etag.js";
import { spoolContent } from "../../hooks/content-spool.js";
import { clearHeaders } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { bytesBody, streamBody } from "../sub-request.js";
import { visibleEtag } from "../visible-etag.js";
import { declaredChecksum } from "../writing/put-object.js";
import {
  declaredBytes,
  headersOfSealed,
  MAX_PART_BYTES,
  requireSize,
  sealedPart,
} from "../writing/sealed-body.js";
import type { PartRecord } from "./part-record.js";
import { putState } from "./state-objects.js";
import type { OpenUpload } from "./upload-cache.js";
import { asideKey, findUpload, keepPart } from "./upload-state.js";

const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PART_NUMBER = 10_000;

/** UploadPart: any order, any number at once, any size; a part sent again is sealed anew. */
export async function uploadPart(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const declared = declaredBytes(request, MAX_PART_BYTES);
  const partNumber = partNumberOf(request);
  const upload = await findUpload(request, context);
  requireSameAlgorithm(request.headers, upload);
  const stored = await storePart(request, upload, partNumber, declared, context);
  if (stored.answer.status >= 300) return stored.answer;
  const { "x-amz-checksum-type": _type, ...checksum } = declaredChecksum(stored.content);
  return { ...stored.answer, headers: { ...clearHeaders(stored.answer.headers), ...checksum } };
}

interface StoredPart {
  readonly answer: S3Response;
  readonly content: RequestBody;
}

/**
 * Seal the content of a request as a part of an upload, and keep a record of it. What may have to stand before the object's end
 * is put aside as well: a part that is too small for any but the last, and the last number that there is.
 *
 * @param declared the content's length, when it is known.
 */
export async function storePart(
  request: S3Request,
  upload: OpenUpload,
  partNumber: number,
  declared: number | undefined,
  context: EncryptionContext,
): Promise<StoredPart> {
  const isPlain = declared !== undefined && declared >= MIN_PART_BYTES && partNumber < MAX_PART_NUMBER;
  return isPlain
    ? storeStreamed(request, upload, partNumber, declared, context)
    : storeSpooled(request, upload, partNumber, context);
}

async function storeStreamed(
  request: S3Request,
  upload: OpenUpload,
  partNumber: number,
  declared: number,
  context: EncryptionContext,
): Promise<StoredPart> {
  const sizeBytes = sealedSize(declared);
  const opened: { content?: RequestBody; salt?: Buffer } = {};
  const answer = await context.next({
    ...request,
    headers: headersOfSealed(request.headers, sizeBytes),
    openBody: (digests) => {
      const content = request.openBody(partDigests(upload));
      const sealed = sealedPart(content, upload.objectKey, partNumber);
      opened.content = content;
      opened.salt = sealed.salt;
      return streamBody(sealed.stream, sizeBytes)(digests);
    },
  });
  const { content, salt } = opened;
  // Refused before the body was looked at.
  if (content === undefined || salt === undefined) return { answer, content: bytesBody(Buffer.alloc(0))() };
  if (answer.status < 300) {
    const part = recordOf(answer, content, { partNumber, plaintextBytes: declared, salt, isAside: false });
    await keepPart(request, upload, part, context);
  }
  return { answer, content };
}

async function storeSpooled(
  request: S3Request,
  upload: OpenUpload,
  partNumber: number,
  context: EncryptionContext,
): Promise<StoredPart> {
  const content = request.openBody(partDigests(upload));
  const sealed = sealedPart(content, upload.objectKey, partNumber);
  const spool = await spoolContent(sealed.stream(), request.signal);
  try {
    const plaintextBytes = sealed.plaintextBytes();
    requireSize(plaintextBytes, MAX_PART_BYTES);
    const body = streamBody(() => spool.read(), spool.sizeBytes);
    const headers = headersOfSealed(request.headers, spool.sizeBytes);
    const answer = await context.next({ ...request, headers, openBody: body });
    if (answer.status >= 300) return { answer, content };
    const isAside = plaintextBytes < MIN_PART_BYTES || partNumber === MAX_PART_NUMBER;
    const aside = asideKey(upload, sealed.salt);
    if (isAside) await putState(request, aside, body, spool.sizeBytes, context);
    const part = recordOf(answer, content, { partNumber, plaintextBytes, salt: sealed.salt, isAside });
    await keepPart(request, upload, part, context);
    return { answer, content };
  } finally {
    await spool.close();
  }
}

function recordOf(
  { headers }: S3Response,
  { digests }: RequestBody,
  part: Pick<PartRecord, "partNumber" | "plaintextBytes" | "salt" | "isAside">,
): PartRecord {
  const storedEtag = unquoteEtag(headers["etag"] ?? "");
  const checksums = CHECKSUM_ALGORITHMS.map((algorithm) => [algorithm, digests.get(algorithm)] as const);
  return {
    ...part,
    storedEtag,
    etag: visibleEtag(storedEtag),
    checksums: Object.fromEntries(checksums.filter(([, value]) => value !== undefined)),
    uploadedAtMs: Date.now(),
  };
}

/** The algorithm that the whole upload is about. What the client declares besides is known in any case. */
function partDigests({ checksum }: OpenUpload): readonly DigestAlgorithm[] {
  return checksum === undefined ? [] : [checksum.algorithm];
}

/** As S3 words it. */
function requireSameAlgorithm(headers: Headers, { checksum }: OpenUpload): void {
  if (checksum === undefined) return;
  const trailer = headers["x-amz-trailer"] ?? "";
  const declared = CHECKSUM_ALGORITHMS.find((algorithm: ChecksumAlgorithm) => {
    const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
    return (
      headers[name] !== undefined ||
      trailer
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes(name)
    );
  });
  if (declared === undefined || declared === checksum.algorithm) return;
  throw new S3Error(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, ` +
      `actual checksum Type: ${declared.toLowerCase()}`,
  );
}

/** @throws S3Error InvalidArgument */
export function partNumberOf(request: S3Request): number {
  const text = request.query.get("partNumber") ?? "";
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MAX_PART_NUMBER) return number;
  throw new S3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", {
    details: { ArgumentName: "partNumber", ArgumentValue: text },
  });
}
