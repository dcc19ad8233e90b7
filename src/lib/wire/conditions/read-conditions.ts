import type { Headers } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { matchesEtag, unquoteEtag } from "./etag.js";
import { parseHttpDate, wholeSeconds } from "./http-date.js";

/** What conditions look at. */
export interface Validators {
  /** With or without quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/**
 * Evaluate the preconditions of GET and HEAD in the order of RFC 9110 §13.2.2: If-Match hides If-Unmodified-Since,
 * If-None-Match hides If-Modified-Since.
 *
 * @throws S3Error PreconditionFailed (412), or NotModified (304) with the validators as headers.
 */
export function evaluateReadConditions(headers: Headers, current: Validators): void {
  const failed = failedWriteSide(headers, current, READ_HEADERS);
  if (failed !== undefined) throw preconditionFailed(failed);
  if (failedReadSide(headers, current, READ_HEADERS) !== undefined) throw notModified(current);
}

/**
 * Evaluate `x-amz-copy-source-if-*` on the source of a copy; every one that fails is a 412.
 *
 * Source: S3 API Reference, CopyObject.
 *
 * @throws S3Error PreconditionFailed
 */
export function evaluateCopySourceConditions(headers: Headers, source: Validators): void {
  const failed =
    failedWriteSide(headers, source, COPY_HEADERS) ?? failedReadSide(headers, source, COPY_HEADERS);
  if (failed !== undefined) throw preconditionFailed(failed);
}

/** The refusal that names the header, as S3's `<Condition>` does. */
export function preconditionFailed(condition: string): S3Error {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new S3Error("PreconditionFailed", message, { details: { Condition: condition } });
}

/** Names of the headers, spelled as S3 names them in `<Condition>`. */
interface ConditionHeaders {
  readonly ifMatch: string;
  readonly ifNoneMatch: string;
  readonly ifModifiedSince: string;
  readonly ifUnmodifiedSince: string;
}

const READ_HEADERS: ConditionHeaders = {
  ifMatch: "If-Match",
  ifNoneMatch: "If-None-Match",
  ifModifiedSince: "If-Modified-Since",
  ifUnmodifiedSince: "If-Unmodified-Since",
};

const COPY_HEADERS: ConditionHeaders = {
  ifMatch: "x-amz-copy-source-If-Match",
  ifNoneMatch: "x-amz-copy-source-If-None-Match",
  ifModifiedSince: "x-amz-copy-source-If-Modified-Since",
  ifUnmodifiedSince: "x-amz-copy-source-If-Unmodified-Since",
};

/** Name of the condition that failed among If-Match and If-Unmodified-Since. */
function failedWriteSide(headers: Headers, current: Validators, names: ConditionHeaders): string | undefined {
  const ifMatch = headers[names.ifMatch.toLowerCase()];
  if (ifMatch !== undefined) return matchesEtag(ifMatch, current.etag) ? undefined : names.ifMatch;
  const since = timeOf(headers[names.ifUnmodifiedSince.toLowerCase()]);
  const isModified = since !== undefined && wholeSeconds(current.lastModified.getTime()) > since;
  return isModified ? names.ifUnmodifiedSince : undefined;
}

/** Name of the condition that failed among If-None-Match and If-Modified-Since. */
function failedReadSide(headers: Headers, current: Validators, names: ConditionHeaders): string | undefined {
  const ifNoneMatch = headers[names.ifNoneMatch.toLowerCase()];
  if (ifNoneMatch !== undefined)
    return matchesEtag(ifNoneMatch, current.etag) ? names.ifNoneMatch : undefined;
  const since = timeOf(headers[names.ifModifiedSince.toLowerCase()]);
  const isUnmodified = since !== undefined && wholeSeconds(current.lastModified.getTime()) <= since;
  return isUnmodified ? names.ifModifiedSince : undefined;
}

function timeOf(header: string | undefined): number | undefined {
  return header === undefined ? undefined : parseHttpDate(header);
}

function notModified(current: Validators): S3Error {
  const headers = {
    etag: `"${unquoteEtag(current.etag)}"`,
    "last-modified": current.lastModified.toUTCString(),
  };
  return new S3Error("NotModified", "Not Modified", { headers });
}
