import { ConflictError, S3kitError } from "../errors/s3kit-error.js";
import { translateFileError as translateAnyFileError } from "../s3/failures/file-failures.js";

/** What Node says when a name is wanted for a file and for a folder. */
const CLASH_CODES: ReadonlySet<string> = new Set(["EEXIST", "EISDIR", "ENOTDIR", "ENOTEMPTY"]);

/** Turn what Node says about a file into an error that tells the user what to do; anything else passes unchanged. */
export function translateFileError(error: unknown, path: string): unknown {
  if (error instanceof S3kitError || !(error instanceof Error)) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && syscall !== undefined && CLASH_CODES.has(code)) {
    return new ConflictError(`A file and a folder want the same name: ${path}`, {
      code: "NameClash",
      cause: error,
    });
  }
  return translateAnyFileError(error, { path }) ?? error;
}
