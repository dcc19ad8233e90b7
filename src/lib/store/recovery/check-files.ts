import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BLOB_SUBFOLDERS, parseBlobFileName } from "../blobs/blob-folder.js";
import type { CheckScope, StoreFinding } from "./store-finding.js";

/** Find files under `blobs/` that no blob in the index stands for. Ones that are not this store's are left alone. */
export async function* checkFiles(scope: CheckScope): AsyncGenerator<StoreFinding> {
  const isKnown = scope.db.prepare("SELECT 1 FROM blob WHERE blob_id = ? AND content IS NULL");
  for (const folder of BLOB_SUBFOLDERS) {
    for (const name of await readdir(join(scope.folder.blobsDir, folder))) {
      const blobId = parseBlobFileName(name);
      const isOurs = blobId !== undefined && name.endsWith(folder);
      if (isOurs && isKnown.get(blobId)) continue;
      const path = join("blobs", folder, name);
      const repaired = scope.repair && isOurs;
      if (repaired) await rm(join(scope.dir, path));
      yield {
        type: "finding",
        problem: isOurs ? "orphan-file" : "foreign-file",
        message: isOurs ? `Nothing refers to the file ${path}` : `${path} is not a file of the store`,
        path,
        affected: [],
        repaired,
      };
    }
  }
}
