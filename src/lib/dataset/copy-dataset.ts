import { ConflictError, PartialFailureError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";
import { befallsAll } from "../transfer/error-kinds.js";
import type { DatasetBroker, StoredItem } from "./broker/dataset-broker.js";
import { createItemCopier, type ItemCopier } from "./copy-items.js";
import type { DatasetServices } from "./dataset-services.js";
import { formatDatasetUri, parseBaseUri } from "./dataset-uri.js";
import type { AdminMetadata } from "./format/admin-metadata.js";
import { formatManifest, type ManifestHead, type ManifestItem } from "./format/manifest.js";
import { removeFragments } from "./freeze-dataset.js";
import { mergeSorted } from "./items/merge-sorted.js";
import { readManifestSorted } from "./items/read-items.js";
import { runWorkers } from "./items/run-workers.js";
import { spoolText } from "./items/spool-text.js";
import { isProto, openBroker, placeBelow, type AnyBroker, type OpenDataset } from "./open-dataset.js";

export interface CopyInput {
  /** `s3://bucket`, or a folder. */
  readonly base: string;
  /** Go on with what an interrupted copy left. */
  readonly resume: boolean;
}

/** What became of one item. */
export interface CopyOutcome {
  readonly status: "copied" | "kept" | "failed";
  readonly item: ManifestItem;
  readonly error?: unknown;
}

export interface CopiedDataset {
  readonly uri: string;
  readonly admin: AdminMetadata;
  /** False: a copy that was frozen already was found to be the same. */
  readonly copied: boolean;
}

/**
 * Copy a frozen dataset: same UUID, name, times, README, overlays, annotations, tags and items, and a manifest of the
 * same entries. Within one store the store copies; else the bytes go through here, and must have the manifest's hashes.
 * The copy is frozen when all of it is there; interrupted, it is gone on with by `resume`, which keeps what has the right
 * hash.
 *
 * Memory: the items in flight; documents but the manifest one at a time.
 *
 * @throws ConflictError `DatasetExists`, or `PartialCopy` without `resume`; PartialFailureError when items failed: the
 * copy stays a proto dataset.
 */
export async function copyDataset(
  services: DatasetServices,
  source: OpenDataset,
  input: CopyInput,
  onOutcome: (outcome: CopyOutcome) => Promise<void> | void,
): Promise<CopiedDataset> {
  const place = placeBelow(parseBaseUri(input.base), source.admin);
  const target = await openBroker(services, place);
  const uri = formatDatasetUri(place);
  const before = (await target.readAdmin())?.admin;
  if (before !== undefined && before.uuid !== source.admin.uuid)
    throw new ConflictError(`There is another dataset at ${uri}`, { code: "DatasetExists" });
  if (before !== undefined && !isProto(before)) {
    if (input.resume && (await hasSameManifest(source.broker, target)))
      return { uri, admin: before, copied: false };
    throw new ConflictError(`There is a dataset at ${uri} already`, { code: "DatasetExists" });
  }
  if (before !== undefined && !input.resume)
    throw new ConflictError(`An interrupted copy is at ${uri}`, {
      code: "PartialCopy",
      hints: ["Pass --resume to go on with it", `Or remove it first: s3kit dataset rm ${uri}`],
    });
  if (before === undefined) await target.create({ ...source.admin, type: "protodataset" });
  await copyItems(services, source.broker, target, before !== undefined, onOutcome);
  await copyDocuments(source.broker, target);
  return { uri, admin: await freezeCopy(services, source, target), copied: true };
}

async function copyItems(
  services: DatasetServices,
  source: AnyBroker,
  target: AnyBroker,
  looksForEarlier: boolean,
  onOutcome: (outcome: CopyOutcome) => Promise<void> | void,
): Promise<void> {
  const { progress, signal, concurrency } = services;
  const head: ManifestHead = { hashFunction: undefined };
  const copier = await createItemCopier(services, source, target, head);
  const work = itemsToCopy(source, target, head, looksForEarlier);
  let failedCount = 0;
  await runWorkers(work, concurrency, async ({ item, stored, earlier }) => {
    signal.throwIfAborted();
    progress.plannedItems += 1;
    progress.plannedBytes += item.sizeBytes;
    const outcome = await copyOne(copier, item, stored, earlier, signal);
    if (outcome.status === "failed") progress.failedItems += 1;
    else progress.doneItems += 1;
    if (outcome.status === "failed") failedCount += 1;
    await onOutcome(outcome);
    if (outcome.status === "failed" && befallsAll(outcome.error)) throw outcome.error;
  });
  progress.planComplete = true;
  if (failedCount > 0)
    throw new PartialFailureError(
      `${failedCount.toString()} of the items were not copied: the copy at ${target.uri} was not frozen`,
      { hints: ["Run it again with --resume"] },
    );
}

interface ItemToCopy {
  readonly item: ManifestItem;
  /** As the source's listing has it; undefined: it is missing there. */
  readonly stored: StoredItem | undefined;
  /** What an earlier run left. */
  readonly earlier: StoredItem | undefined;
}

async function* itemsToCopy(
  source: DatasetBroker,
  target: DatasetBroker,
  head: ManifestHead,
  looksForEarlier: boolean,
): AsyncGenerator<ItemToCopy> {
  const pairs = mergeSorted(readManifestSorted(source, head), source.listItems());
  const present = looksForEarlier ? target.listItems() : none();
  for await (const { left, right } of mergeSorted(pairs, present)) {
    if (left?.left !== undefined) yield { item: left.left, stored: left.right, earlier: right };
  }
}

async function* none(): AsyncGenerator<StoredItem> {
  // Nothing is there yet.
}

async function copyOne(
  copier: ItemCopier,
  item: ManifestItem,
  stored: StoredItem | undefined,
  earlier: StoredItem | undefined,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  try {
    if (earlier?.sizeBytes === item.sizeBytes && (await copier.isThere(item)))
      return { status: "kept", item };
    await copier.copy(item, stored);
    return { status: "copied", item };
  } catch (error) {
    signal.throwIfAborted();
    return { status: "failed", item, error: translateError(error, {}) };
  }
}

/** Byte for byte: numbers and order in JSON stay as they were written. */
async function copyDocuments(source: DatasetBroker, target: DatasetBroker): Promise<void> {
  for (const folder of ["overlays", "annotations", "tags"] as const)
    for await (const name of source.listDocuments(folder)) await copyDocument(source, target, name);
  await copyDocument(source, target, "README.yml");
}

async function copyDocument(source: DatasetBroker, target: DatasetBroker, name: string): Promise<void> {
  const found = await source.readDocument(name);
  if (found !== undefined) await target.writeDocument(name, found.text);
}

async function freezeCopy(
  services: DatasetServices,
  { broker: source, admin }: OpenDataset,
  target: AnyBroker,
): Promise<AdminMetadata> {
  services.signal.throwIfAborted();
  const document = await target.readAdmin();
  if (document === undefined || !isProto(document.admin))
    throw new ConflictError(`${target.uri} was changed by somebody else meanwhile`, {
      code: "FreezeConflict",
    });
  const claim = await target.claimFreeze(document);
  try {
    const head: ManifestHead = { hashFunction: undefined };
    const manifest = await spoolText(
      formatManifest(readManifestSorted(source, head), () => head.hashFunction),
    );
    try {
      await claim.writeManifest(manifest);
    } finally {
      await manifest.dispose();
    }
    await claim.finish(admin);
  } catch (error) {
    await claim.release();
    throw error;
  }
  await removeFragments(target);
  return admin;
}

async function hasSameManifest(source: DatasetBroker, target: DatasetBroker): Promise<boolean> {
  for await (const { left, right } of mergeSorted(readManifestSorted(source), readManifestSorted(target))) {
    if (left?.hash !== right?.hash || left?.relpath !== right?.relpath) return false;
  }
  return true;
}
