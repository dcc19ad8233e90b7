import { EXIT } from "../errors/exit-codes.js";
import { AccessDeniedError, NetworkError, NotFoundError, S3kitError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";

/** Exit statuses of failures after which the same command can go on where it stopped. */
const PASSING: ReadonlySet<number> = new Set([EXIT.network, EXIT.interrupted, EXIT.denied, EXIT.other]);

/** What is wrong with this machine, not with one file. */
const WHOLE_MACHINE_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE"]);

/** True when trying again later cannot succeed with what is done so far: it should be undone. */
export function isPermanent(error: unknown): boolean {
  const translated = translateError(error);
  return translated instanceof S3kitError && !PASSING.has(translated.exitCode);
}

/** True when all other items would fail likewise: no such bucket, credentials that are no good, a full disk. */
export function befallsAll(error: unknown): boolean {
  if (error instanceof NetworkError) return ["ECONNREFUSED", "ENOTFOUND"].includes(error.code);
  if (error instanceof AccessDeniedError) return error.code !== "AccessDenied" && error.code !== "Forbidden";
  if (error instanceof NotFoundError) return error.code === "NoSuchBucket";
  return error instanceof S3kitError && WHOLE_MACHINE_CODES.has(error.code);
}
