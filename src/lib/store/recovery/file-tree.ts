import { lstat, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissingFile } from "../blobs/missing-file.js";
import { TAKEN_MARK } from "./safe-names.js";

/** Finds places for files in a folder that was empty, where names may be taken by others. */
export interface FileTree {
  readonly outDir: string;
  /**
   * Make the folders of a path and give the path, below `outDir`, with marks added to names that are taken. Nothing
   * is there yet. Paths that share folders must come one after the other, as keys in order do.
   */
  place(names: readonly string[]): Promise<string>;
}

interface MadeFolder {
  readonly name: string;
  /** Below `outDir`. */
  readonly path: string;
}

/** A tree of files below `outDir`, which must be there and be empty. Paths are to come in the order of their keys. */
export function fileTree(outDir: string): FileTree {
  /** Folders of the last path. One met again that is not among them belongs to other keys. */
  let made: readonly MadeFolder[] = [];

  async function makeFolder(parent: string, name: string): Promise<string> {
    for (let path = join(parent, name); ; path += TAKEN_MARK) {
      if (await tryMakeFolder(join(outDir, path))) return path;
    }
  }

  return {
    outDir,
    async place(names) {
      const folders = names.slice(0, -1);
      let shared = 0;
      while (shared < folders.length && made[shared]?.name === folders[shared]) shared += 1;
      const chain = made.slice(0, shared);
      for (const name of folders.slice(shared)) {
        chain.push({ name, path: await makeFolder(chain.at(-1)?.path ?? "", name) });
      }
      made = chain;
      let path = join(chain.at(-1)?.path ?? "", names.at(-1) ?? "");
      while (await exists(join(outDir, path))) path += TAKEN_MARK;
      return path;
    },
  };
}

async function tryMakeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
}
