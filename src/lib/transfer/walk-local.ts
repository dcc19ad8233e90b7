import { opendir, realpath, stat } from "node:fs/promises";
import type { Stats } from "node:fs";
import path from "node:path";
import { compareUtf8 } from "../s3/keys.js";
import { translateFileError } from "./file-errors.js";
import { isTemporaryName } from "./temporary-file.js";
import type { LocalFile } from "./transfer-item.js";

/** A file below a folder, or why one there is left out. */
export type WalkedEntry =
  | { readonly kind: "file"; readonly name: string; readonly file: LocalFile }
  | {
      readonly kind: "left-out";
      readonly name: string;
      readonly path: string;
      readonly reason: string;
      /** True when something below may be missing from the walk: nothing may be deleted on its word. */
      readonly incomplete: boolean;
      readonly error?: unknown;
    };

export interface WalkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Folders whose relative name (ending in `/`) it refuses are not entered. */
  readonly entersFolder?: ((name: string) => boolean) | undefined;
}

/**
 * Walk a folder in the order in which S3 lists the same names: by the UTF-8 bytes of the path relative to it, separated
 * by `/`. Our own temporary files are left out silently; sockets, pipes and devices with a word.
 *
 * Memory: the names in the folders from the top to the current one.
 *
 * @throws NotFoundError or ConfigurationError when the folder itself cannot be read.
 */
export async function* walkLocal(folder: string, options: WalkOptions = {}): AsyncGenerator<WalkedEntry> {
  try {
    yield* walkFolder({ path: folder, name: "", chain: await chainTo(folder) }, options, true);
  } catch (error) {
    throw translateFileError(error, folder);
  }
}

/** A link to a folder above the top would bring the top in again, and all that stands beside it. */
async function chainTo(folder: string): Promise<readonly string[]> {
  const chain: string[] = [];
  for (let above = await realpath(folder); ; above = path.dirname(above)) {
    chain.unshift(identity(await stat(above)));
    if (above === path.dirname(above)) return chain;
  }
}

interface Folder {
  readonly path: string;
  /** Relative to the top: "" or ending in `/`. */
  readonly name: string;
  /** Device and inode of it and all above. */
  readonly chain: readonly string[];
}

async function* walkFolder(
  folder: Folder,
  options: WalkOptions,
  isTop: boolean,
): AsyncGenerator<WalkedEntry> {
  let names: readonly string[];
  try {
    names = await readSorted(folder.path);
  } catch (error) {
    if (isTop) throw error;
    yield leftOut(folder.name, folder.path, "the folder cannot be read", true, error);
    return;
  }
  for (const sortName of names) {
    options.signal?.throwIfAborted();
    yield* walkEntry(folder, sortName, options);
  }
}

/** Names sorted as keys: a folder's carries a `/`, so that `a.txt` comes before what is in `a`. */
async function readSorted(folderPath: string): Promise<readonly string[]> {
  const names: string[] = [];
  const links: string[] = [];
  for await (const entry of await opendir(folderPath)) {
    if (isTemporaryName(entry.name)) continue;
    if (entry.isSymbolicLink()) links.push(entry.name);
    else names.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
  }
  for (const link of links)
    names.push((await leadsToFolder(path.join(folderPath, link))) ? `${link}/` : link);
  return names.sort(compareUtf8);
}

/** A link that leads nowhere is reported when its turn comes. */
async function leadsToFolder(linkPath: string): Promise<boolean> {
  const target = await stat(linkPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    return undefined;
  });
  return target?.isDirectory() ?? false;
}

async function* walkEntry(
  folder: Folder,
  sortName: string,
  options: WalkOptions,
): AsyncGenerator<WalkedEntry> {
  const isFolder = sortName.endsWith("/");
  const name = folder.name + sortName;
  const entryPath = path.join(folder.path, isFolder ? sortName.slice(0, -1) : sortName);
  if (isFolder && options.entersFolder?.(name) === false) return;
  let found: Stats;
  try {
    found = await stat(entryPath);
  } catch (error) {
    // Whatever it is or leads to, a folder among others, is not seen.
    yield leftOut(name, entryPath, unreadableReason(error), true, error);
    return;
  }
  if (!isFolder) {
    yield describeFile(name, entryPath, found);
    return;
  }
  const self = identity(found);
  if (folder.chain.includes(self)) {
    yield leftOut(name, entryPath, "a link that leads back to a folder above it", false);
    return;
  }
  yield* walkFolder({ path: entryPath, name, chain: [...folder.chain, self] }, options, false);
}

function describeFile(name: string, filePath: string, found: Stats): WalkedEntry {
  if (!found.isFile()) return leftOut(name, filePath, "not a regular file", false);
  return { kind: "file", name, file: { path: filePath, sizeBytes: found.size, modifiedMs: found.mtimeMs } };
}

function unreadableReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ELOOP") return "a link that leads to itself";
  return code === "ENOENT" ? "a link that leads nowhere, or a file gone meanwhile" : "it cannot be read";
}

function leftOut(
  name: string,
  entryPath: string,
  reason: string,
  incomplete: boolean,
  error?: unknown,
): WalkedEntry {
  return {
    kind: "left-out",
    name,
    path: entryPath,
    reason,
    incomplete,
    ...(error === undefined ? {} : { error }),
  };
}

function identity({ dev, ino }: Stats): string {
  return `${dev.toString()}:${ino.toString()}`;
}
