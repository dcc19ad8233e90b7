import { mkdir } from "node:fs/promises";

const REMEMBERED_FOLDERS = 10_000;

/** Make folders, each once: most files of a run are in the folder of the one before. */
export function createFolderMaker(): (folder: string) => Promise<void> {
  const made = new Set<string>();
  return async (folder) => {
    if (made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    if (made.size >= REMEMBERED_FOLDERS) made.clear();
    made.add(folder);
  };
}
