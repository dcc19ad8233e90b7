import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { createBlobFolder, type BlobFolder } from "./blobs/blob-folder.js";
import { isMissingFile } from "./blobs/missing-file.js";

/**
 * Make the folders of a store where they are not there yet; gives the path of its index.
 * @throws ConfigurationError when the folder is unusable, or has lost its index
 */
export async function prepareStoreFolder(dir: string, folder: BlobFolder): Promise<string> {
  const file = join(dir, "index.db");
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await refuseLostIndex(dir, file, folder);
    await createBlobFolder(folder);
    return file;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`The store folder ${dir} cannot be used: ${messageOf(error)}`, {
      hints: ["Choose a folder that you may write to."],
      cause: error,
    });
  }
}

/** Blobs without an index are a store whose index was lost: a new one would take all of them for garbage. */
async function refuseLostIndex(dir: string, file: string, folder: BlobFolder): Promise<void> {
  if ((await exists(file)) || !(await exists(folder.blobsDir))) return;
  throw new ConfigurationError(`The store folder ${dir} has blobs but no index.db`, {
    code: "StoreDamaged",
    hints: ["Restore index.db from a backup, or choose another folder."],
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown reason";
}
