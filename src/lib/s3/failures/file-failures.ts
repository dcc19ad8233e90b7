import {
  ConfigurationError,
  ConflictError,
  NotFoundError,
  type S3kitError,
} from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";

type FileRule = (error: NodeJS.ErrnoException, place: string) => S3kitError;

/** Errors of this machine's files, pipes and ports; undefined for any other. */
export function translateFileError(error: Error, context: ErrorContext): S3kitError | undefined {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return undefined;
  return FILE_RULES[code]?.(error, context.path ?? path ?? "the output");
}

function configuration(words: (place: string) => string, ...hints: readonly string[]): FileRule {
  return (error, place) =>
    new ConfigurationError(words(place), { code: error.code ?? "File", hints, cause: error });
}

const full = configuration(
  (place) => `No space left on the disk of ${place}`,
  "Free some space, then run it again",
);
const notPermitted: FileRule = (error, place) =>
  error.syscall === "listen"
    ? configuration(() => "This port may not be opened", "Choose a port above 1023 with --port")(error, place)
    : configuration((path) => `No permission for ${path}`, "Check its owner and mode")(error, place);

const FILE_RULES: Readonly<Record<string, FileRule>> = {
  ENOENT: (error, place) => new NotFoundError(`There is no ${place}`, { code: "ENOENT", cause: error }),
  EEXIST: (error, place) => new ConflictError(`${place} exists already`, { code: "EEXIST", cause: error }),
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: configuration((place) => `${place} would be larger than its file system allows`),
  EACCES: notPermitted,
  EPERM: notPermitted,
  EROFS: configuration((place) => `${place} is on a read-only file system`),
  EISDIR: configuration((place) => `${place} is a folder`, "Name a file, or pass --recursive"),
  ENOTDIR: configuration((place) => `A part of ${place} is not a folder`),
  ENOTEMPTY: configuration((place) => `The folder ${place} is not empty`),
  ENAMETOOLONG: configuration((place) => `The name is too long for this file system: ${place}`),
  ELOOP: configuration((place) => `Too many symbolic links in ${place}`),
  EMFILE: configuration(
    () => "Too many open files",
    "Raise the limit (ulimit -n 4096), or pass a lower --concurrency",
  ),
  ENFILE: configuration(() => "Too many open files on this machine"),
  EIO: configuration((place) => `The disk of ${place} failed`),
  EBUSY: configuration((place) => `${place} is in use`),
  EADDRINUSE: configuration(
    () => "The port is in use",
    "Choose another with --port, or any free one with --port 0",
  ),
  EADDRNOTAVAIL: configuration(() => "This machine does not have that address", "Check --host"),
};
