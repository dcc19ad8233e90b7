import { hasDotSegment, isReserved } from "../../access/grants/key-safety.js";
import { UsageError } from "../../errors/s3kit-error.js";
import type { Workspace } from "../registry/records.js";

/** A prefix of a bucket that can be a workspace, or a part of one. */
export interface Place {
  readonly bucket: string;
  /** Empty, or ends in `/`. */
  readonly prefix: string;
}

/** Room for names below it: keys have 1024 bytes. */
const MOST_PREFIX_BYTES = 768;

/**
 * Make a prefix end in a slash, so that `lab` never reaches `laboratory/`. Letters stay as they are: `*`, `?` and `%2F`
 * stand for themselves.
 *
 * @throws UsageError for what a store or a server before it may read in another way, and for s3kit's own place
 */
export function normalizePrefix(prefix: string): string {
  if (prefix === "") return "";
  const folder = prefix.endsWith("/") ? prefix : `${prefix}/`;
  const fault = faultOf(folder);
  if (fault === undefined) return folder;
  throw new UsageError(`Not a prefix for a workspace: ${prefix}`, {
    code: "InvalidPrefix",
    hints: [`Choose one that ${fault}`],
  });
}

function faultOf(folder: string): string | undefined {
  if (folder.startsWith("/") || folder.includes("//")) return "has no empty name between its slashes";
  if (hasDotSegment(folder)) return "has no . or .. between its slashes";
  if (isReserved(folder)) return "is not in .s3kit/, where s3kit keeps its own objects";
  if (/[\p{Cc}\uFFFD]/u.test(folder)) return "has no control characters";
  if (Buffer.byteLength(folder) > MOST_PREFIX_BYTES)
    return `is not longer than ${MOST_PREFIX_BYTES.toString()} bytes`;
  return undefined;
}

/** @throws UsageError for what no store takes for the name of a bucket */
export function assertBucketName(bucket: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket)) return;
  throw new UsageError(`Not the name of a bucket: ${bucket}`, { code: "InvalidBucketName" });
}

/** Whether one of two places lies in the other. */
export function overlap(one: Place, other: Place): boolean {
  return (
    one.bucket === other.bucket &&
    (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix))
  );
}

export function formatPlace({ bucket, prefix }: Place): string {
  return `s3://${bucket}/${prefix}`;
}

/** A place below a workspace. */
export function placeBelow({ bucket, prefix }: Workspace, below: string): Place {
  return { bucket, prefix: `${prefix}${below}` };
}
