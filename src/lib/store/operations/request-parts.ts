import type { S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";

const MAX_KEY_BYTES = 1024;

/** The bucket that a bucket or object operation is about. */
export function bucketOf(request: S3Request): string {
  if (request.bucket === undefined) throw new S3Error("InvalidBucketName", "The request names no bucket");
  return request.bucket;
}

/** The key that an object operation is about: 1 to 1024 bytes of UTF-8. */
export function keyOf(request: S3Request): string {
  if (request.key === undefined || request.key === "") {
    throw new S3Error("InvalidArgument", "The request names no key");
  }
  return checkedKey(request.key);
}

/** The key, unless it is longer than S3 allows. */
export function checkedKey(key: string): string {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes <= MAX_KEY_BYTES) return key;
  throw new S3Error("KeyTooLongError", "Your key is too long", {
    details: { Size: sizeBytes.toString(), MaxSizeAllowed: MAX_KEY_BYTES.toString() },
  });
}

/** The version that the request names, or undefined for the newest one. */
export function versionIdOf(request: S3Request): string | undefined {
  const versionId = request.query.get("versionId");
  if (versionId === "") throw invalidArgument("Version id cannot be the empty string", "versionId", "");
  return versionId;
}

/** A refusal that names the argument at fault, in S3's own elements. */
export function invalidArgument(message: string, name: string, value: string): S3Error {
  return new S3Error("InvalidArgument", message, { details: { ArgumentName: name, ArgumentValue: value } });
}

/**
 * A whole number from the query.
 *
 * @throws {@link S3Error} InvalidArgument unless it is one between `min` and `max`.
 */
export function queryInteger(
  request: S3Request,
  name: string,
  { fallback, min, max }: { readonly fallback: number; readonly min: number; readonly max: number },
): number {
  const value = request.query.get(name);
  if (value === undefined || value === "") return fallback;
  const number = /^[+-]?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const range = `between ${min.toString()} and ${max.toString()}`;
  throw invalidArgument(`Argument ${name} must be an integer ${range}`, name, value);
}

/** How many entries a page may hold: what was asked for, but never more than S3 gives. */
export function pageSize(request: S3Request, name: string, most = 1000): number {
  const asked = queryInteger(request, name, { fallback: most, min: 0, max: 2_147_483_647 });
  return Math.min(asked, most);
}

/** The name of an element whose text is UTF-8 bytes in a header: Node hands headers over as latin1. */
export function utf8Header(value: string): string {
  const bytes = Buffer.from(value, "latin1");
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return text;
  throw new S3Error("InvalidArgument", "A header holds bytes that are not UTF-8");
}

/**
 * The value, if a header can hold it. What comes by a form or a query string can hold line breaks: they would make an
 * object that no answer can describe, or let a link write headers of its own.
 *
 * @throws {@link S3Error} InvalidArgument for control characters other than tabs.
 */
export function sendableHeader(name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
  if (!/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) return value;
  throw invalidArgument("The value cannot be sent in a header", name, value);
}

/** UTF-8 text as a header value that Node sends as those very bytes. */
export function headerText(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}
