import type { ChecksumAlgorithm, RequestBody, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { BucketRecord, CommitInput, ObjectVersion, StagedBlob, StoredChecksum } from "../engine.js";
import { newObjectAttributes } from "./new-object.js";
import { checksumHeaders, quoteEtag, versionHeader } from "./object-headers.js";
import { ownerOf } from "./owner.js";
import { bucketOf, keyOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";
import { writeCheck } from "./write-check.js";

/** What S3 takes in one PUT; larger objects come in parts. */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** PutObject: the old object stays until every byte of the new one has come and was right. */
export async function putObject(request: S3Request, context: StoreContext): Promise<S3Response> {
  const bucket = context.engine.getBucket(bucketOf(request));
  const key = keyOf(request);
  refuseTooLarge(declaredSize(request));
  const attributes = newObjectAttributes(request.headers, bucket, context);
  const check = writeCheck(request.headers);
  check?.(context.engine.find(bucket.name, key));
  const body = request.openBody(["MD5"]);
  const version = await commitBody(context, body, {
    bucket: bucket.name,
    key,
    attributes,
    owner: ownerOf(request.caller).id,
    ...(check === undefined ? {} : { check }),
  });
  return { status: 200, headers: putHeaders(version, bucket) };
}

/** Stage a body and make it visible; whatever goes wrong leaves nothing behind. */
export async function commitBody(
  { engine }: StoreContext,
  body: RequestBody,
  input: Omit<CommitInput, "etag" | "sizeBytes" | "extents" | "checksum">,
): Promise<ObjectVersion> {
  const staged = await engine.stage(body);
  try {
    refuseTooLarge(staged.sizeBytes);
    const checksum = declaredChecksum(body, staged);
    return await engine.commit({
      ...input,
      etag: digestOf(staged, "MD5").toString("hex"),
      sizeBytes: staged.sizeBytes,
      extents: staged.extents,
      ...(checksum === undefined ? {} : { checksum }),
    });
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

/** A digest that was asked for when the body was opened. */
export function digestOf(staged: StagedBlob, algorithm: ChecksumAlgorithm | "MD5"): Buffer {
  const digest = staged.digests.get(algorithm);
  if (digest === undefined) throw new Error(`The body was staged without its ${algorithm}`);
  return digest;
}

/** What the answer to a write says of the version that it made. */
export function putHeaders(version: ObjectVersion, bucket: BucketRecord): ResponseHeaders {
  return {
    etag: quoteEtag(version.etag),
    ...versionHeader(version, bucket),
    ...checksumHeaders(version.checksum),
  };
}

function declaredChecksum(body: RequestBody, staged: StagedBlob): StoredChecksum | undefined {
  const algorithm = body.declaredChecksum;
  if (algorithm === undefined) return undefined;
  return { algorithm, type: "FULL_OBJECT", value: digestOf(staged, algorithm).toString("base64") };
}

/**
 * Length of the content that the request announces; 0 when it only says where it will end.
 *
 * @throws {@link S3Error} MissingContentLength when it says neither: what HTTP calls an empty body may be a client's mistake.
 */
export function declaredSize({ headers }: S3Request): number {
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) {
    throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  return Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? 0);
}

/** @throws {@link S3Error} EntityTooLarge above {@link MAX_PUT_BYTES}. */
export function refuseTooLarge(sizeBytes: number): void {
  if (sizeBytes <= MAX_PUT_BYTES) return;
  throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    details: { ProposedSize: sizeBytes.toString(), MaxSizeAllowed: MAX_PUT_BYTES.toString() },
  });
}
