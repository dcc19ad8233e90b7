import { join } from "node:path";
import { blobFolder } from "../blobs/blob-folder.js";
import { openIndex } from "../index/open-index.js";
import { openStoreEngine } from "../open-store-engine.js";
import { blobUses } from "./blob-uses.js";
import { checkBlobs } from "./check-blobs.js";
import { checkCounts, checkIndex } from "./check-counts.js";
import { checkFiles } from "./check-files.js";
import { requireStore } from "./require-store.js";
import type { CheckScope, StoreFinding } from "./store-finding.js";

export interface CheckInput {
  /** Folder of the store; it must not be served meanwhile. */
  readonly dir: string;
  /**
   * Remove what nothing refers to, correct counts, and take objects whose content is lost out of the index; what is
   * left of their content is moved to `lost/`.
   */
  readonly repair?: boolean;
  /** Read all content and compare it with the MD5 taken when it was written. */
  readonly rehash?: boolean;
}

export interface CheckSummary {
  readonly type: "summary";
  readonly blobCount: number;
  readonly sizeBytes: number;
  readonly findingCount: number;
  readonly repairedCount: number;
}

/**
 * Look through a store that nobody serves: first finish what a crash left, as every start does, then compare counts
 * with references, references with blobs, and blobs with files. Yields what is wrong as it is found, and a summary
 * last. Reads file names and sizes, and all content with `rehash`; memory does not grow with the store.
 * @throws NotFoundError when there is no store; ConflictError when it is open elsewhere
 */
export async function* checkStore(
  input: CheckInput,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<StoreFinding | CheckSummary> {
  const { dir, repair = false, rehash = false } = input;
  await requireStore(dir);
  await finishStart(dir);
  const counts = { blobCount: 0, sizeBytes: 0, findingCount: 0, repairedCount: 0 };
  const db = openIndex(join(dir, "index.db"), { fsync: true });
  try {
    const scope = { dir, db, folder: blobFolder(dir), repair, rehash, counts };
    for await (const finding of findAll(scope)) {
      options.signal?.throwIfAborted();
      counts.findingCount += 1;
      if (finding.repaired) counts.repairedCount += 1;
      yield finding;
    }
  } finally {
    db.close();
  }
  if (counts.repairedCount > 0) await finishStart(dir);
  yield { type: "summary", ...counts };
}

/** Recover and sweep. */
async function finishStart(dir: string): Promise<void> {
  const engine = await openStoreEngine({ dir });
  await engine.close();
}

async function* findAll(scope: CheckScope): AsyncGenerator<StoreFinding> {
  yield* checkIndex(scope);
  const uses = blobUses(scope.db);
  yield* checkCounts(scope, uses);
  yield* checkBlobs(scope, uses);
  yield* checkFiles(scope);
}
