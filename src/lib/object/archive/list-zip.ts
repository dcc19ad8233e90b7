import type { ArchiveEntry } from "./archive-entry.js";
import type { ReadRange } from "./range-cache.js";
import { zipFiles } from "./zip-files.js";

/**
 * List a ZIP archive by its directory, which is at its end: the files in it are not read.
 *
 * @throws BrokenArchiveError when it is none, or is cut off; whatever `read` throws.
 */
export async function* listZip(
  read: ReadRange,
  totalBytes: number,
): AsyncGenerator<ArchiveEntry, void, void> {
  for await (const { entry } of zipFiles(read, totalBytes)) yield entry;
}
