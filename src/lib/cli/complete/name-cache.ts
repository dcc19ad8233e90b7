import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../config/config-folder.js";
import type { Environment } from "../../config/environment.js";

/** Two presses of Tab should ask the store once; what was just uploaded should show soon. */
const FRESH_MS = 15_000;

/**
 * Names under a cache key, or else those that `load` gets, kept for a few seconds in a file that only the user can
 * read. Files past their time are removed when another is written.
 */
export async function cachedNames(
  key: string,
  env: Environment,
  load: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const folder = join(cacheFolder(env), "completion");
  const path = join(folder, `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`);
  const kept = await readFresh(path);
  if (kept !== undefined) return kept;
  const names = await load();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeStale(folder);
  const temporary = `${path}.${String(process.pid)}`;
  await writeFile(temporary, JSON.stringify(names), { mode: 0o600 });
  await rename(temporary, path);
  return names;
}

async function readFresh(path: string): Promise<readonly string[] | undefined> {
  try {
    if (!isFresh(await stat(path))) return undefined;
    return JSON.parse(await readFile(path, "utf8")) as string[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!isFresh(await stat(path))) await unlink(path);
  }
}

function isFresh({ mtimeMs }: { readonly mtimeMs: number }): boolean {
  return Date.now() - mtimeMs < FRESH_MS;
}
