import type { Headers } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { matchesEtag } from "./etag.js";
import { parseHttpDate, wholeSeconds } from "./http-date.js";
import { preconditionFailed, type Validators } from "./read-conditions.js";

/** What a conditional delete looks at besides the validators. */
export interface DeletableObject extends Validators {
  readonly sizeBytes: number;
}

/**
 * Evaluate If-Match and If-None-Match of PutObject, CopyObject and CompleteMultipartUpload on what the key holds now;
 * a delete marker counts as nothing. Call it where the commit is decided, so that two writers cannot both pass.
 *
 * Source: S3 User Guide, "Prevent object overwrites with conditional writes".
 *
 * @throws S3Error NoSuchKey when If-Match finds nothing, PreconditionFailed
 */
export function evaluateWriteConditions(headers: Headers, current: Validators | undefined): void {
  requireMatch(headers["if-match"], current);
  const ifNoneMatch = headers["if-none-match"];
  if (ifNoneMatch === undefined || current === undefined) return;
  if (matchesEtag(ifNoneMatch, current.etag)) throw preconditionFailed("If-None-Match");
}

/** The conditions of DeleteObject, or of one entry of DeleteObjects. */
export interface DeleteConditions {
  readonly ifMatch: string | undefined;
  readonly ifLastModified: string | undefined;
  readonly ifSizeBytes: string | undefined;
}

/** Source: S3 API Reference, DeleteObject. */
export function deleteConditionsOf(headers: Headers): DeleteConditions {
  return {
    ifMatch: headers["if-match"],
    ifLastModified: headers["x-amz-if-match-last-modified-time"],
    ifSizeBytes: headers["x-amz-if-match-size"],
  };
}

/**
 * Evaluate the conditions of a delete on what would be deleted.
 *
 * @throws S3Error NoSuchKey when If-Match finds nothing, PreconditionFailed, InvalidArgument
 */
export function evaluateDeleteConditions(
  conditions: DeleteConditions,
  current: DeletableObject | undefined,
): void {
  requireMatch(conditions.ifMatch, current);
  if (current === undefined) return;
  requireTime(conditions.ifLastModified, current.lastModified);
  requireSize(conditions.ifSizeBytes, current.sizeBytes);
}

function requireMatch(ifMatch: string | undefined, current: Validators | undefined): void {
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error("NoSuchKey", "The specified key does not exist.");
  if (!matchesEtag(ifMatch, current.etag)) throw preconditionFailed("If-Match");
}

function requireTime(wanted: string | undefined, lastModified: Date): void {
  if (wanted === undefined) return;
  const wantedMs = parseHttpDate(wanted);
  if (wantedMs === undefined)
    throw new S3Error("InvalidArgument", "x-amz-if-match-last-modified-time is not a date.");
  if (wholeSeconds(lastModified.getTime()) !== wantedMs)
    throw preconditionFailed("If-Match-Last-Modified-Time");
}

function requireSize(wanted: string | undefined, sizeBytes: number): void {
  if (wanted === undefined) return;
  if (!/^[0-9]{1,15}$/.test(wanted))
    throw new S3Error("InvalidArgument", "x-amz-if-match-size is not a size.");
  if (Number(wanted) !== sizeBytes) throw preconditionFailed("If-Match-Size");
}
