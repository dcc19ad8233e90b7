import type { Headers } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { matchesEtag } from "./etag.js";
import { parseHttpDate, wholeSeconds } from "./http-date.js";
import type { Validators } from "./read-conditions.js";

/** Both ends inclusive, within the object. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Read a Range header against an object's size. `undefined` means the whole object: no header, several ranges, another
 * unit, or a syntax that RFC 9110 §14.2 tells us to ignore (start behind end). Ends beyond the object are clamped.
 *
 * @throws S3Error InvalidRange (416 with `content-range: bytes *`+`/size`) when no byte of it exists.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ContentRange | undefined {
  const match = header === undefined ? null : RANGE.exec(header);
  if (match === null) return undefined;
  const [, first = "", last = ""] = match;
  if (first === "") return last === "" ? undefined : suffixRange(Number(last), sizeBytes);
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= sizeBytes) throw unsatisfiable(sizeBytes);
  return { start, end: last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1) };
}

/** `content-range` of a 206 answer. */
export function formatContentRange(range: ContentRange, sizeBytes: number): string {
  return `bytes ${range.start}-${range.end}/${sizeBytes}`;
}

/**
 * The Range header that counts: none when If-Range names another version than the current one (RFC 9110 §13.1.5), so
 * that a download resumed on a changed object starts afresh.
 */
export function effectiveRangeHeader(headers: Headers, current: Validators): string | undefined {
  const ifRange = headers["if-range"];
  if (ifRange === undefined || isCurrent(ifRange, current)) return headers["range"];
  return undefined;
}

/**
 * Read `x-amz-copy-source-range`: both ends must be given and lie within the source.
 *
 * @throws S3Error InvalidArgument for another form, InvalidRange (416) beyond the source's end.
 */
export function parseCopySourceRange(header: string, sourceSizeBytes: number): ContentRange {
  const match = COPY_RANGE.exec(header);
  const range = { start: Number(match?.[1]), end: Number(match?.[2]) };
  if (match === null || range.end < range.start) {
    const message =
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";
    throw new S3Error("InvalidArgument", message, {
      details: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    });
  }
  if (range.end >= sourceSizeBytes) {
    const message = `Range specified is not valid for source object of size: ${sourceSizeBytes}`;
    throw new S3Error("InvalidRange", message, { details: { RangeRequested: header } });
  }
  return range;
}

const RANGE = /^\s*bytes\s*=\s*([0-9]{0,19})\s*-\s*([0-9]{0,19})\s*$/i;
const COPY_RANGE = /^bytes=([0-9]{1,15})-([0-9]{1,15})$/;

function suffixRange(lengthBytes: number, sizeBytes: number): ContentRange {
  if (lengthBytes === 0 || sizeBytes === 0) throw unsatisfiable(sizeBytes);
  return { start: Math.max(0, sizeBytes - lengthBytes), end: sizeBytes - 1 };
}

function unsatisfiable(sizeBytes: number): S3Error {
  return new S3Error("InvalidRange", "The requested range is not satisfiable", {
    details: { ActualObjectSize: sizeBytes.toString() },
    headers: { "content-range": `bytes */${sizeBytes}` },
  });
}

function isCurrent(ifRange: string, current: Validators): boolean {
  if (ifRange.startsWith("W/")) return false; // RFC 9110 §13.1.5 asks for a strong comparison
  if (ifRange.startsWith('"')) return matchesEtag(ifRange, current.etag);
  const dateMs = parseHttpDate(ifRange);
  if (dateMs === undefined) return matchesEtag(ifRange, current.etag);
  return dateMs === wholeSeconds(current.lastModified.getTime());
}
