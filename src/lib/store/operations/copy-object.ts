import { checksumNamed } from "../../wire/checksums/checksum-header.js";
import type { Headers, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { BucketRecord, CommitInput, ObjectAttributes, ObjectVersion, StoreEngine } from "../engine.js";
import { digestContent } from "./content-digests.js";
import { type CopySource, findCopySource } from "./copy-source.js";
import { accessOfNewObject } from "./new-object.js";
import { attributesFromHeaders } from "./object-attributes.js";
import { quoteEtag, versionHeader } from "./object-headers.js";
import { ownerOf } from "./owner.js";
import { MAX_PUT_BYTES } from "./put-object.js";
import { bucketOf, invalidArgument, keyOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";
import { writeCheck } from "./write-check.js";
import { xmlAnswer } from "./xml-answer.js";

/**
 * CopyObject: the copy shares the source's bytes on disk, so nothing is moved. It also keeps the source's ETag and
 * parts, since it has the very same content.
 */
export async function copyObject(request: S3Request, context: StoreContext): Promise<S3Response> {
  const { engine } = context;
  const bucket = engine.getBucket(bucketOf(request));
  const key = keyOf(request);
  const source = findCopySource(context, request.headers);
  refuseTooLargeSource(source.version);
  refuseCopyOntoItself(request.headers, bucket, key, source);
  const check = writeCheck(request.headers);
  const version = await engine.commit({
    bucket: bucket.name,
    key,
    attributes: copyAttributes(request.headers, source.version, bucket, context),
    owner: ownerOf(request.caller).id,
    ...(await contentOf(request, engine, source.version)),
    ...(check === undefined ? {} : { check }),
  });
  return xmlAnswer("CopyObjectResult", copyResult(version), copyHeaders(version, bucket, source));
}

/** `x-amz-copy-source-version-id`, when the source's bucket was ever versioned. */
export function sourceVersionHeader({ bucket, version }: CopySource): ResponseHeaders {
  return bucket.versioning === undefined ? {} : { "x-amz-copy-source-version-id": version.versionId };
}

type Directive = "COPY" | "REPLACE";

function directive(headers: Headers, name: string): Directive {
  const value = headers[name] ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw invalidArgument("Unknown metadata directive.", name, value);
}

function copyAttributes(
  headers: Headers,
  source: ObjectVersion,
  bucket: BucketRecord,
  context: StoreContext,
): ObjectAttributes {
  const given = attributesFromHeaders(headers);
  const replaced = directive(headers, "x-amz-metadata-directive") === "REPLACE";
  const retagged = directive(headers, "x-amz-tagging-directive") === "REPLACE";
  return {
    headers: replaced ? given.headers : source.attributes.headers,
    metadata: replaced ? given.metadata : source.attributes.metadata,
    tags: retagged ? given.tags : source.attributes.tags,
    storageClass: given.storageClass,
    ...accessOfNewObject(headers, bucket, context),
  };
}

type Content = Pick<CommitInput, "etag" | "sizeBytes" | "extents" | "parts" | "checksum">;

/** The source's content, with the checksum that the request asks for instead of the source's own. */
async function contentOf(request: S3Request, engine: StoreEngine, source: ObjectVersion): Promise<Content> {
  const { etag, sizeBytes, extents, parts, checksum } = source;
  const content = { etag, sizeBytes, extents, ...(parts === undefined ? {} : { parts }) };
  const asked = request.headers["x-amz-checksum-algorithm"];
  if (asked === undefined) return checksum === undefined ? content : { ...content, checksum };
  const algorithm = checksumNamed(asked);
  if (algorithm === undefined)
    throw new S3Error("InvalidRequest", "Checksum algorithm provided is unsupported.");
  if (checksum?.algorithm === algorithm && checksum.type === "FULL_OBJECT") return { ...content, checksum };
  const digests = await digestContent(engine, source, undefined, [algorithm], request.signal);
  const value = digests.get(algorithm)?.toString("base64") ?? "";
  return { etag, sizeBytes, extents, checksum: { algorithm, type: "FULL_OBJECT", value } };
}

/** A copy onto itself must change something, or name an old version, which it makes the newest. */
function refuseCopyOntoItself(
  headers: Headers,
  bucket: BucketRecord,
  key: string,
  { version }: CopySource,
): void {
  if (version.bucket !== bucket.name || version.key !== key) return;
  const changes =
    !version.isLatest ||
    directive(headers, "x-amz-metadata-directive") === "REPLACE" ||
    directive(headers, "x-amz-tagging-directive") === "REPLACE" ||
    (headers["x-amz-storage-class"] ?? version.attributes.storageClass) !== version.attributes.storageClass ||
    headers["x-amz-website-redirect-location"] !== undefined ||
    headers["x-amz-checksum-algorithm"] !== undefined;
  if (changes) return;
  throw new S3Error(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      "metadata, storage class, website redirect location or encryption attributes.",
  );
}

function refuseTooLargeSource({ sizeBytes }: ObjectVersion): void {
  if (sizeBytes <= MAX_PUT_BYTES) return;
  throw new S3Error(
    "InvalidRequest",
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PUT_BYTES.toString()}`,
  );
}

function copyResult({ etag, lastModified, checksum }: ObjectVersion) {
  return {
    LastModified: lastModified,
    ETag: quoteEtag(etag),
    ...(checksum === undefined
      ? {}
      : { ChecksumType: checksum.type, [`Checksum${checksum.algorithm}`]: checksum.value }),
  };
}

function copyHeaders(version: ObjectVersion, bucket: BucketRecord, source: CopySource): ResponseHeaders {
  return { ...versionHeader(version, bucket), ...sourceVersionHeader(source) };
}
