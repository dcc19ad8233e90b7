import { lstat } from "node:fs/promises";
import path from "node:path";
import { ConflictError, IntegrityError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";
import { befallsAll } from "../transfer/error-kinds.js";
import type { DatasetServices } from "./dataset-services.js";
import { relpathProblem } from "./format/item-identity.js";
import type { ManifestHead, ManifestItem } from "./format/manifest.js";
import { createItemFetcher, type ItemFetcher } from "./items/item-fetcher.js";
import { readManifest } from "./items/read-items.js";
import { runWorkers } from "./items/run-workers.js";
import type { OpenDataset } from "./open-dataset.js";

/** What became of one item. */
export interface FetchOutcome {
  readonly status: "fetched" | "kept" | "failed";
  readonly item: ManifestItem;
  /** Undefined when it cannot be named on disk. */
  readonly target: string | undefined;
  readonly error?: unknown;
}

export interface FetchOptions {
  /** Replace files that have other content. Default: they fail. */
  readonly overwrite: boolean;
}

/**
 * Bring all items of a frozen dataset back into files below a folder, under their relpaths, several at once. Each file
 * appears when it is whole and its hash is that of the manifest; files that are so already are kept. An item that fails
 * does not stop the others.
 *
 * Memory: the items in flight.
 *
 * @throws IntegrityError when the manifest cannot be read; what would befall every item.
 */
export async function fetchDataset(
  services: DatasetServices,
  { broker }: Pick<OpenDataset, "broker">,
  folder: string,
  options: FetchOptions,
  onOutcome: (outcome: FetchOutcome) => Promise<void> | void,
): Promise<void> {
  const head: ManifestHead = { hashFunction: undefined };
  const fetcher = createItemFetcher(services, broker, head);
  const root = path.resolve(folder);
  const { progress, signal } = services;
  await runWorkers(readManifest(broker, head), services.concurrency, async (item) => {
    signal.throwIfAborted();
    progress.plannedItems += 1;
    progress.plannedBytes += item.sizeBytes;
    const outcome = await fetchOne(fetcher, item, root, options, signal);
    if (outcome.status === "failed") progress.failedItems += 1;
    else progress.doneItems += 1;
    await onOutcome(outcome);
    if (outcome.status === "failed" && befallsAll(outcome.error)) throw outcome.error;
  });
  progress.planComplete = true;
}

async function fetchOne(
  fetcher: ItemFetcher,
  item: ManifestItem,
  root: string,
  { overwrite }: FetchOptions,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const problem = relpathProblem(item.relpath);
  if (problem !== undefined) {
    const message = `${JSON.stringify(item.relpath)} cannot be a file below ${root}: ${problem}`;
    return {
      status: "failed",
      item,
      target: undefined,
      error: new IntegrityError(message, { code: "UnsafeRelpath" }),
    };
  }
  const target = path.join(root, item.relpath);
  try {
    if (await fetcher.isThere(item, target)) return { status: "kept", item, target };
    if (!overwrite && (await exists(target))) {
      throw new ConflictError(`${target} exists with other content`, {
        code: "FileExists",
        hints: ["Pass --overwrite to replace it"],
      });
    }
    await fetcher.fetch(item, target);
    return { status: "fetched", item, target };
  } catch (error) {
    signal.throwIfAborted();
    return { status: "failed", item, target, error: translateError(error, { path: target }) };
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
