import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseBlobFileName, type BlobFolder } from "../blobs/blob-folder.js";
import type { BlobRows } from "../index/blob-rows.js";

/**
 * Finish what the last process left in `tmp/`: files that the index names were acknowledged and are moved to their
 * place, all others belong to writes that never ended and are removed. Cost: the writes under way when it died.
 */
export async function recoverTemporary(folder: BlobFolder, blobs: BlobRows): Promise<void> {
  for (const name of await readdir(folder.temporaryDir)) {
    const path = join(folder.temporaryDir, name);
    const blobId = parseBlobFileName(name);
    if (blobId !== undefined && blobs.exists(blobId)) await rename(path, folder.path(blobId));
    else await rm(path, { recursive: true, force: true });
  }
}
