import { S3Error } from "../wire/s3-error.js";

const SQLITE_FULL = 13;

/** Turn "no space left" of the file system or of SQLite into the protocol's words (507); other errors pass unchanged. */
export function translateStorageError(error: unknown): unknown {
  if (!isDiskFull(error)) return error;
  return diskFullError(error);
}

/** 507, which clients do not try again as they do 500 and 503. */
export function diskFullError(cause?: unknown): S3Error {
  return new S3Error("InternalError", "The disk of the store is full", { status: 507, cause });
}

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error && error.errcode === SQLITE_FULL) return true;
  return "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT" || error.code === "EFBIG");
}
