import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { ENCRYPTION_HEADER } from "../../../crypto/encryption-metadata.js";
import { encryptionError } from "../../../crypto/encryption-failure.js";
import { sealTrailer } from "../../../crypto/trailer.js";
import { sealedSize } from "../../../crypto/sizes.js";
import { element } from "../../../s3/direct/service-error.js";
import { uriEncodePath } from "../../../wire/auth/uri-encoding.js";
import { unquoteEtag } from "../../../wire/conditions/etag.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import {
  readCompleteMultipartUpload,
  type CompletedPart,
} from "../../../wire/xml/documents/complete-multipart-upload.js";
import { S3Error } from "../../../wire/s3-error.js";
import { readTextBody } from "../../../wire/xml/read-xml-body.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { discardAnswer, readAnswer, requireSuccess, storeError, withoutHeaders } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { bytesBody, streamBody, subRequest } from "../sub-request.js";
import { visibleEtag, withStoredEtags } from "../visible-etag.js";
import { chooseParts } from "./choose-parts.js";
import { combinedChecksums, objectChecksum, requireDeclaredChecksum } from "./object-checksum.js";
import type { PartRecord } from "./part-record.js";
import type { OpenUpload } from "./upload-cache.js";
import { asideKey, findUpload, forgetParts, readParts } from "./upload-state.js";

/**
 * CompleteMultipartUpload: the end of the object, with the list of its parts, goes to the store as one more part, or behind the
 * last one when that was put aside; then the store puts them together. A client that asks again, because the answer was lost, gets
 * it again as long as the key holds what this upload made.
 */
export async function completeMultipartUpload(
  request: S3Request,
  context: EncryptionContext,
): Promise<S3Response> {
  const requested = readCompleteMultipartUpload(await readTextBody(request.openBody()));
  const upload = await findUpload(request, context);
  try {
    return await complete(request, upload, requested, context);
  } catch (error) {
    const isGone =
      error instanceof S3Error && (error.code === "NoSuchUpload" || error.code === "InvalidPart");
    const before = isGone ? await completedBefore(request, upload, context) : undefined;
    if (before !== undefined) return before;
    throw error;
  }
}

async function complete(
  request: S3Request,
  upload: OpenUpload,
  requested: readonly CompletedPart[],
  context: EncryptionContext,
): Promise<S3Response> {
  const known = await readParts(request, upload, context);
  const parts = chooseParts(requested, known, request.headers);
  const checksum = objectChecksum(upload.checksum, parts);
  requireDeclaredChecksum(request.headers, upload.checksum, checksum);
  const ending = await sendEnding(request, upload, parts, context);
  return assemble(
    request,
    upload,
    [...parts.filter(({ isAside }) => !isAside).map(asNamed), ending],
    checksum,
    context,
  );
}

type NamedPart = Readonly<{ PartNumber: number; ETag: string }>;

function asNamed({ partNumber, storedEtag }: PartRecord): NamedPart {
  return { PartNumber: partNumber, ETag: `"${storedEtag}"` };
}

async function sendEnding(
  request: S3Request,
  upload: OpenUpload,
  parts: readonly PartRecord[],
  context: EncryptionContext,
): Promise<NamedPart> {
  const sealed = parts.map(({ partNumber, plaintextBytes, salt }) => ({
    number: partNumber,
    plaintextBytes,
    salt,
  }));
  const trailer = sealTrailer(upload.objectKey, sealed, combinedChecksums(parts));
  const last = parts.at(-1);
  const aside = last?.isAside === true ? last : undefined;
  const asideBytes = aside === undefined ? 0 : sealedSize(aside.plaintextBytes);
  const partNumber = (last?.partNumber ?? 0) + (aside === undefined ? 1 : 0);
  const before =
    aside === undefined ? undefined : await openAside(request, upload, aside, asideBytes, context);
  const { bucket = "", key } = request;
  const sizeBytes = asideBytes + trailer.sizeBytes;
  const answer = await context.next(
    subRequest(request, {
      operation: "UploadPart",
      method: "PUT",
      bucket,
      key,
      query: [
        ["partNumber", partNumber.toString()],
        ["uploadId", upload.uploadId],
      ],
      headers: { "content-length": sizeBytes.toString() },
      openBody: streamBody(
        () => Readable.from(inTurn(before, trailer.pieces()), { objectMode: false }),
        sizeBytes,
      ),
    }),
  );
  await requireSuccess(answer);
  return { PartNumber: partNumber, ETag: answer.headers["etag"] ?? "" };
}

/** Ciphertext that was put aside. */
async function openAside(
  request: S3Request,
  upload: OpenUpload,
  part: PartRecord,
  sizeBytes: number,
  { next }: EncryptionContext,
): Promise<S3Response["body"]> {
  const { bucket = "" } = request;
  const key = asideKey(upload, part.salt);
  const answer = await next(
    subRequest(request, { operation: "GetObject", method: "GET", bucket, key, asProxy: true }),
  );
  if (answer.status !== 200) throw storeError(answer.status, await readAnswer(answer));
  if (answer.headers["content-length"] === sizeBytes.toString()) return answer.body;
  discardAnswer(answer);
  throw encryptionError(
    "Damaged",
    `Part ${part.partNumber.toString()}, which was put aside, has another length`,
  );
}

async function* inTurn(before: S3Response["body"], pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  if (before instanceof Readable) {
    // Copies: the embedded store fills its buffers again.
    for await (const piece of before as AsyncIterable<Buffer>) yield Buffer.from(piece);
  } else if (before !== undefined && before.length > 0) yield Buffer.from(before);
  yield* pieces;
}

async function assemble(
  request: S3Request,
  upload: OpenUpload,
  parts: readonly NamedPart[],
  checksum: string | undefined,
  context: EncryptionContext,
): Promise<S3Response> {
  const document = Buffer.from(renderXml("CompleteMultipartUpload", { Part: parts }));
  const answer = await context.next({
    ...request,
    headers: {
      ...conditionsOf(request),
      "content-type": "application/xml",
      "content-length": document.length.toString(),
    },
    openBody: bytesBody(document),
  });
  const result = await readAnswer(answer);
  const text = result.toString("utf8");
  // An answer that had begun before the store failed has status 200, and an error in it.
  if (answer.status >= 300 || !text.includes("CompleteMultipartUploadResult"))
    throw storeError(answer.status < 300 ? 500 : answer.status, result);
  // The object is there, whatever becomes of the rest; what is left is swept later.
  await forgetParts(request, upload, context).catch((error: unknown) => context.report(request, error));
  return completed(request, upload, element(text, "ETag") ?? "", checksum, answer.headers);
}

/** All that holds for the object, and nothing that the client says of its content. */
function conditionsOf({ headers }: S3Request): S3Request["headers"] {
  const kept = Object.entries(withStoredEtags(headers)).filter(
    ([name]) =>
      !/^(content-md5|x-amz-(sdk-)?checksum-.*|x-amz-mp-object-size|x-amz-content-sha256|x-amz-decoded-content-length|x-amz-trailer|content-encoding|transfer-encoding)$/.test(
        name,
      ),
  );
  return Object.fromEntries(kept);
}

/** The answer to give again, when the key holds the very object that this upload made. */
async function completedBefore(
  request: S3Request,
  upload: OpenUpload,
  context: EncryptionContext,
): Promise<S3Response | undefined> {
  const { bucket = "", key } = request;
  const answer = await context.next(
    subRequest(request, { operation: "HeadObject", method: "HEAD", bucket, key }),
  );
  discardAnswer(answer);
  if (answer.status !== 200 || answer.headers[ENCRYPTION_HEADER] !== upload.metadata) return undefined;
  const kept = ["x-amz-version-id", "x-amz-server-side-encryption"].flatMap((name) => {
    const value = answer.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return completed(request, upload, answer.headers["etag"] ?? "", undefined, Object.fromEntries(kept));
}

function completed(
  { headers, bucket = "", key = "", secure }: S3Request,
  { checksum }: OpenUpload,
  storedEtag: string,
  value: string | undefined,
  answered: S3Response["headers"],
): S3Response {
  const etag = unquoteEtag(storedEtag.replaceAll("&quot;", '"').replaceAll("&#34;", '"'));
  const document = renderXml("CompleteMultipartUploadResult", {
    Location: `http${secure ? "s" : ""}://${headers["host"] ?? ""}/${bucket}/${uriEncodePath(key)}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${visibleEtag(etag)}"`,
    ...(checksum === undefined || value === undefined
      ? {}
      : { [`Checksum${checksum.algorithm}`]: value, ChecksumType: checksum.type }),
  });
  const kept = withoutHeaders(answered, "content-length", "transfer-encoding", "etag");
  return { status: 200, headers: { ...kept, "content-type": "application/xml" }, body: document };
}
