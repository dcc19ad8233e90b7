import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ConflictError } from "../../errors/s3kit-error.js";
import type { ObjectVersion, StoreEngine } from "../engine.js";
import { openStoreEngine } from "../open-store-engine.js";
import { fileTree, type FileTree } from "./file-tree.js";
import { requireStore } from "./require-store.js";
import { namesForKey } from "./safe-names.js";

export interface ExportInput {
  /** Folder of the store; it must not be served meanwhile. */
  readonly dir: string;
  /** Folder to write to: new or empty. One folder a bucket is made in it. */
  readonly outDir: string;
}

export interface ExportedObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** File written, below `outDir`. `keyForPath` gives the key back from what follows the bucket. */
  readonly path: string;
  /** Set when the object could not be read or written; nothing of it is left then. */
  readonly error: unknown;
}

const PAGE = 1000;
/** Of the file being written; no bucket can be called so. */
const PARTIAL_NAME = ".partial";

/**
 * Write the current objects of a store out as ordinary files, one after the other, with names that any file system
 * takes (see `safe-names.ts`) and their modification times. An object that fails is reported and the rest goes on.
 * @throws NotFoundError when there is no store; ConflictError when `outDir` holds something, or the store is open elsewhere
 */
export async function* exportObjects(
  input: ExportInput,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<ExportedObject> {
  await requireStore(input.dir);
  await requireEmpty(input.outDir);
  const engine = await openStoreEngine({ dir: input.dir });
  const tree = fileTree(input.outDir);
  try {
    for (const { bucket, key } of currentObjects(engine)) {
      options.signal?.throwIfAborted();
      const version = engine.find(bucket, key);
      if (version) yield await exportObject(engine, version, tree, options.signal);
    }
  } finally {
    await engine.close();
  }
}

async function requireEmpty(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  if ((await readdir(outDir)).length === 0) return;
  throw new ConflictError(`${outDir} is not empty`, { hints: ["Name a new or an empty folder."] });
}

function* currentObjects(engine: StoreEngine): Generator<{ readonly bucket: string; readonly key: string }> {
  for (const bucket of bucketNames(engine)) {
    for (let after = "", more = true; more;) {
      const page = engine.list({ bucket, prefix: "", delimiter: "", after, limit: PAGE });
      for (const entry of page.entries) {
        if (entry.kind !== "item") continue;
        after = entry.item.key;
        yield { bucket, key: after };
      }
      more = page.isTruncated;
    }
  }
}

function* bucketNames(engine: StoreEngine): Generator<string> {
  for (let after = ""; ;) {
    const page = engine.listBuckets({ prefix: "", after, limit: PAGE });
    for (const { name } of page) yield name;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.name;
  }
}

async function exportObject(
  engine: StoreEngine,
  version: ObjectVersion,
  tree: FileTree,
  signal: AbortSignal | undefined,
): Promise<ExportedObject> {
  const { bucket, key, sizeBytes } = version;
  const partial = join(tree.outDir, PARTIAL_NAME);
  try {
    await pipeline(engine.read(version), createWriteStream(partial), signal ? { signal } : {});
    await utimes(partial, version.lastModified, version.lastModified);
    const path = await tree.place([bucket, ...namesForKey(key)]);
    await rename(partial, join(tree.outDir, path));
    return { bucket, key, sizeBytes, path, error: undefined };
  } catch (error) {
    await rm(partial, { force: true });
    signal?.throwIfAborted();
    return { bucket, key, sizeBytes, path: "", error };
  }
}
