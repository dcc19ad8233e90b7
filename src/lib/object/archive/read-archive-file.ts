import { NotFoundError, UnsupportedByStoreError } from "../../errors/s3kit-error.js";
import type { ByteCursor } from "./byte-cursor.js";
import { listTar } from "./list-tar.js";
import type { ReadRange } from "./range-cache.js";
import { zipFiles } from "./zip-files.js";

/** The start of a file in an archive, and how large it is. */
export interface ArchiveFileStart {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/**
 * Read the start of a file in a ZIP archive: its directory, and as much of the file as is wanted.
 *
 * @throws NotFoundError when there is no such file in it, UnsupportedByStoreError for one that is encrypted.
 */
export async function readZipFile(
  read: ReadRange,
  totalBytes: number,
  { path, mostBytes }: WantedFile,
): Promise<ArchiveFileStart> {
  for await (const { entry, open } of zipFiles(read, totalBytes)) {
    if (entry.path !== path) continue;
    if (entry.isEncrypted) throw encrypted(path);
    return { bytes: await gather(await open(), mostBytes), sizeBytes: entry.sizeBytes };
  }
  throw missing(path);
}

/**
 * Read the start of a file in a TAR archive, found by walking from header to header.
 *
 * @throws NotFoundError when there is no such file in it.
 */
export async function readTarFile(
  cursor: ByteCursor,
  { path, mostBytes }: WantedFile,
): Promise<ArchiveFileStart> {
  for await (const { path: name, sizeBytes } of listTar(cursor)) {
    // The walk waits with the cursor at the file's first byte.
    if (name === path) return { bytes: await cursor.take(Math.min(sizeBytes, mostBytes)), sizeBytes };
  }
  throw missing(path);
}

export interface WantedFile {
  readonly path: string;
  readonly mostBytes: number;
}

/** Leaving the loop ends the unpacking, and with it the reading. */
async function gather(content: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let missingBytes = mostBytes;
  for await (const chunk of content) {
    const part = chunk.subarray(0, missingBytes);
    kept.push(part);
    missingBytes -= part.length;
    if (missingBytes === 0) break;
  }
  return Buffer.concat(kept);
}

function missing(path: string): NotFoundError {
  return new NotFoundError(`There is no ${path} in the archive`, { code: "NoSuchFile" });
}

function encrypted(path: string): UnsupportedByStoreError {
  return new UnsupportedByStoreError(`${path} is encrypted`, {
    code: "EncryptedFile",
    hints: ["Download the archive and unpack it with its password"],
  });
}
