import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Where blob files lie: written in `tmp/`, renamed to `blobs/ab/` once the index names them. File names are the
 * blob's number in hexadecimal, and `ab` its last two digits; nothing of a key is in them.
 */
export interface BlobFolder {
  readonly temporaryDir: string;
  readonly blobsDir: string;
  temporaryPath(blobId: number): string;
  path(blobId: number): string;
}

/** Names of the 256 folders under `blobs/`. */
export const BLOB_SUBFOLDERS: readonly string[] = Array.from({ length: 256 }, (_, index) =>
  index.toString(16).padStart(2, "0"),
);

/** The paths below the folder of a store. Nothing is made. */
export function blobFolder(dir: string): BlobFolder {
  const temporaryDir = join(dir, "tmp");
  const blobsDir = join(dir, "blobs");
  return {
    temporaryDir,
    blobsDir,
    temporaryPath: (blobId) => join(temporaryDir, formatBlobId(blobId)),
    path(blobId) {
      const name = formatBlobId(blobId);
      return join(blobsDir, name.slice(-2), name);
    },
  };
}

/** Make the folders that are not there yet. */
export async function createBlobFolder(folder: BlobFolder): Promise<void> {
  await mkdir(folder.temporaryDir, { recursive: true });
  await Promise.all(BLOB_SUBFOLDERS.map((name) => mkdir(join(folder.blobsDir, name), { recursive: true })));
}

/** Number of the blob that a file belongs to; undefined when the name is none of this store's. */
export function parseBlobFileName(name: string): number | undefined {
  if (!/^[0-9a-f]{14}$/u.test(name)) return undefined;
  const blobId = Number.parseInt(name, 16);
  return Number.isSafeInteger(blobId) ? blobId : undefined;
}

function formatBlobId(blobId: number): string {
  return blobId.toString(16).padStart(14, "0");
}
