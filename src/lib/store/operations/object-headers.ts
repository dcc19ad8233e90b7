import type { BucketRecord, ObjectVersion, StoredChecksum } from "../engine.js";
import { DEFAULT_CONTENT_TYPE } from "./object-attributes.js";
import { headerText } from "./request-parts.js";
import type { ResponseHeaders } from "./store-context.js";

/**
 * The headers that describe an object on GET and HEAD, without those about the bytes sent (length, range, checksums).
 */
export function objectHeaders(version: ObjectVersion, bucket: BucketRecord): ResponseHeaders {
  const { attributes } = version;
  const headers: ResponseHeaders = {
    "last-modified": version.lastModified.toUTCString(),
    etag: quoteEtag(version.etag),
    "accept-ranges": "bytes",
    "content-type": DEFAULT_CONTENT_TYPE,
    ...attributes.headers,
    ...versionHeader(version, bucket),
    ...lockHeaders(version),
  };
  for (const [name, value] of Object.entries(attributes.metadata)) {
    headers[`x-amz-meta-${name}`] = headerText(value);
  }
  if (attributes.tags.length > 0) headers["x-amz-tagging-count"] = attributes.tags.length.toString();
  if (attributes.storageClass !== "STANDARD") headers["x-amz-storage-class"] = attributes.storageClass;
  return headers;
}

/** `x-amz-version-id`, which S3 sends once versioning was ever switched on. */
export function versionHeader(
  version: Pick<ObjectVersion, "versionId">,
  bucket: Pick<BucketRecord, "versioning">,
): ResponseHeaders {
  return bucket.versioning === undefined ? {} : { "x-amz-version-id": version.versionId };
}

/** `x-amz-checksum-…` and its type. */
export function checksumHeaders(checksum: StoredChecksum | undefined): ResponseHeaders {
  if (checksum === undefined) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    "x-amz-checksum-type": checksum.type,
  };
}

/** An entity tag as RFC 9110 §8.8.3 writes it. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`;
}

function lockHeaders({ attributes }: ObjectVersion): ResponseHeaders {
  const headers: ResponseHeaders = {};
  if (attributes.retention !== undefined) {
    headers["x-amz-object-lock-mode"] = attributes.retention.mode;
    headers["x-amz-object-lock-retain-until-date"] = attributes.retention.until.toISOString();
  }
  if (attributes.legalHold !== undefined) {
    headers["x-amz-object-lock-legal-hold"] = attributes.legalHold ? "ON" : "OFF";
  }
  return headers;
}
