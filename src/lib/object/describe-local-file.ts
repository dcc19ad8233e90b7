import { lstat, readlink } from "node:fs/promises";
import { translateError } from "../s3/translate-error.js";

export interface LocalFileDescription {
  readonly path: string;
  readonly kind: "file" | "directory" | "symlink" | "other";
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Permission bits as in `chmod`: `0644`. */
  readonly mode: string;
  /** Where a symbolic link points to. */
  readonly target: string | undefined;
}

/**
 * What this machine tells about a file; symbolic links are not followed.
 *
 * @throws NotFoundError when there is none.
 */
export async function describeLocalFile(path: string): Promise<LocalFileDescription> {
  try {
    const stats = await lstat(path);
    const isLink = stats.isSymbolicLink();
    return {
      path,
      kind: isLink ? "symlink" : stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other",
      sizeBytes: stats.size,
      lastModified: stats.mtime,
      mode: (stats.mode & 0o7777).toString(8).padStart(4, "0"),
      target: isLink ? await readlink(path) : undefined,
    };
  } catch (error) {
    throw translateError(error, { path });
  }
}
