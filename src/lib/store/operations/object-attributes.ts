import { storedContentEncoding } from "../../wire/body/content-encoding.js";
import type { Headers } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { ObjectAttributes } from "../engine.js";
import { parseTagging } from "./object-tags.js";
import { invalidArgument, sendableHeader, utf8Header } from "./request-parts.js";

/** Headers that S3 keeps with an object and repeats on every GET. */
const KEPT_HEADERS = [
  "content-type",
  "content-disposition",
  "content-language",
  "cache-control",
  "expires",
  "x-amz-website-redirect-location",
] as const;

const STORAGE_CLASSES = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
]);

const METADATA_PREFIX = "x-amz-meta-";
/** RFC 9110 §5.1 */
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;
const MAX_METADATA_BYTES = 2048;

/** The type of an object that was stored without one. Source: S3 API Reference, "PutObject". */
export const DEFAULT_CONTENT_TYPE = "binary/octet-stream";

/**
 * Read what a request sets on the object that it makes: standard headers, user metadata, tags and storage class.
 * ACL and object lock depend on the bucket and are added by those who know it.
 *
 * @throws {@link S3Error} MetadataTooLarge, InvalidStorageClass, InvalidTag, or NotImplemented for encryption headers.
 */
export function attributesFromHeaders(headers: Headers): ObjectAttributes {
  refuseEncryption(headers);
  return {
    headers: keptHeaders(headers),
    metadata: userMetadata(headers),
    tags: parseTagging(headers["x-amz-tagging"] ?? ""),
    storageClass: storageClass(headers["x-amz-storage-class"]),
  };
}

/** The storage class asked for; a label only, since all bytes rest on the same disk. */
function storageClass(value: string | undefined): string {
  if (value === undefined || STORAGE_CLASSES.has(value)) return value ?? "STANDARD";
  throw new S3Error("InvalidStorageClass", "The storage class you specified is not valid", {
    details: { StorageClassRequested: value },
  });
}

/** Bytes rest on the disk as they came: to answer that they are encrypted would be a lie that somebody relies on. */
export function refuseEncryption(headers: Headers): void {
  const asked = Object.keys(headers).find((name) => name.startsWith("x-amz-server-side-encryption"));
  const copySource = Object.keys(headers).find((name) =>
    name.startsWith("x-amz-copy-source-server-side-encryption"),
  );
  if (asked === undefined && copySource === undefined) return;
  throw new S3Error(
    "NotImplemented",
    "This store does not encrypt at rest. Leave the header out, and encrypt on the client or on the disk",
    { details: { Header: asked ?? copySource ?? "" } },
  );
}

function keptHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    if (value !== undefined && value !== "") kept[name] = sendableHeader(name, value);
  }
  const encoding = storedContentEncoding(headers["content-encoding"]);
  if (encoding !== undefined && encoding !== "")
    kept["content-encoding"] = sendableHeader("content-encoding", encoding);
  checkRedirect(kept["x-amz-website-redirect-location"]);
  return kept;
}

function checkRedirect(location: string | undefined): void {
  if (location === undefined || /^(\/|https?:\/\/)/.test(location)) return;
  throw new S3Error(
    "InvalidArgument",
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'",
  );
}

function userMetadata(headers: Headers): Record<string, string> {
  const entries: [name: string, value: string][] = [];
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !name.startsWith(METADATA_PREFIX)) continue;
    const key = name.slice(METADATA_PREFIX.length);
    if (!HEADER_NAME.test(key))
      throw invalidArgument("Metadata needs a name that headers can have", name, value);
    entries.push([key, utf8Header(sendableHeader(name, value))]);
    sizeBytes += key.length + value.length;
  }
  if (sizeBytes > MAX_METADATA_BYTES) throw metadataTooLarge(sizeBytes);
  return Object.fromEntries(entries);
}

function metadataTooLarge(sizeBytes: number): S3Error {
  return new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
    details: { Size: sizeBytes.toString(), MaxSizeAllowed: MAX_METADATA_BYTES.toString() },
  });
}
