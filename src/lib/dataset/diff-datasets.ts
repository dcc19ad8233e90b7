import { createHash } from "node:crypto";
import type { DatasetBroker } from "./broker/dataset-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { digestNameOf, type ManifestHead, type ManifestItem } from "./format/manifest.js";
import { mergeSorted, type Pair } from "./items/merge-sorted.js";
import { readManifestSorted } from "./items/read-items.js";
import { runWorkers } from "./items/run-workers.js";
import type { OpenDataset } from "./open-dataset.js";

/** How one item differs. */
export interface ItemDifference {
  readonly difference: "only-left" | "only-right" | "relpath" | "size" | "content";
  readonly identifier: string;
  readonly relpath: string;
  /** Of either side, where both have the item: sizes in bytes, hashes in hex. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface DiffTotals {
  readonly sameCount: number;
  readonly differentCount: number;
}

/**
 * Compare the items of two frozen datasets by identifier, size and hash: by their manifests, or, with `full`, by every
 * byte of the left one and the manifest of the right one. All differences are reported.
 *
 * Memory: an item of each manifest, and a chunk for each item that is read.
 */
export async function diffDatasets(
  services: DatasetServices,
  left: Pick<OpenDataset, "broker">,
  right: Pick<OpenDataset, "broker">,
  { full }: { readonly full: boolean },
  onDifference: (difference: ItemDifference) => Promise<void> | void,
): Promise<DiffTotals> {
  const heads: Heads = { left: { hashFunction: undefined }, right: { hashFunction: undefined } };
  const totals = { sameCount: 0, differentCount: 0 };
  const pairs = mergeSorted(
    readManifestSorted(left.broker, heads.left),
    readManifestSorted(right.broker, heads.right),
  );
  await runWorkers(pairs, full ? services.concurrency : 1, async (pair) => {
    services.signal.throwIfAborted();
    const difference = await compare(services, left.broker, pair, heads, full);
    if (difference === undefined) totals.sameCount += 1;
    else {
      totals.differentCount += 1;
      await onDifference(difference);
    }
  });
  return totals;
}

interface Heads {
  readonly left: ManifestHead;
  readonly right: ManifestHead;
}

async function compare(
  services: DatasetServices,
  broker: DatasetBroker,
  { identifier, left, right }: Pair<ManifestItem, ManifestItem>,
  heads: Heads,
  full: boolean,
): Promise<ItemDifference | undefined> {
  const found = (difference: ItemDifference["difference"], a?: string, b?: string): ItemDifference => ({
    difference,
    identifier,
    relpath: left?.relpath ?? right?.relpath ?? "",
    left: a,
    right: b,
  });
  if (left === undefined) return found("only-right");
  if (right === undefined) return found("only-left");
  if (left.relpath !== right.relpath) return found("relpath", left.relpath, right.relpath);
  if (left.sizeBytes !== right.sizeBytes)
    return found("size", left.sizeBytes.toString(), right.sizeBytes.toString());
  const algorithm = digestNameOf(heads.right.hashFunction, right.hash) ?? "md5";
  const isComparable = digestNameOf(heads.left.hashFunction, left.hash) === algorithm;
  const actual = full || !isComparable ? await hashItem(services, broker, left, algorithm) : left.hash;
  return actual === right.hash ? undefined : found("content", actual, right.hash);
}

async function hashItem(
  { progress }: DatasetServices,
  broker: DatasetBroker,
  item: ManifestItem,
  algorithm: string,
): Promise<string> {
  const digest = createHash(algorithm);
  await broker.readItem(item, (chunk) => {
    digest.update(chunk);
    progress.movedBytes += chunk.length;
    return undefined;
  });
  return digest.digest("hex");
}
