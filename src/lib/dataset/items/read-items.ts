import { mapConcurrently } from "../../s3/map-concurrently.js";
import type { AddedItem, DatasetBroker, StoredItem } from "../broker/dataset-broker.js";
import type { DatasetServices } from "../dataset-services.js";
import { parseManifest, type ManifestHead, type ManifestItem } from "../format/manifest.js";
import { isOf, readJournals } from "./item-journal.js";
import { mergeSorted } from "./merge-sorted.js";
import { sortByIdentifier } from "./sort-by-identifier.js";

/** Items of a frozen dataset in the order of its manifest. `head` is filled meanwhile. */
export function readManifest(
  broker: DatasetBroker,
  head?: ManifestHead,
): AsyncGenerator<ManifestItem, void, void> {
  return parseManifest(broker.streamDocument("manifest.json"), broker.uri, head);
}

/** Items of a frozen dataset by identifier, whoever wrote the manifest. */
export function readManifestSorted(
  broker: DatasetBroker,
  head?: ManifestHead,
): AsyncGenerator<ManifestItem, void, void> {
  return sortByIdentifier(readManifest(broker, head));
}

/** An object or file among the items that is no item, and why. */
export interface StrayItem {
  readonly kind: "stray";
  readonly identifier: string;
  readonly error: unknown;
}

export interface FoundItem extends ManifestItem {
  readonly kind: "item";
}

/**
 * Items of a proto dataset by identifier, as a manifest will have them. Those that s3kit put there are known from its
 * journal; the others are asked for, several at once.
 *
 * Memory: see `sortByIdentifier`, and the items asked for at once.
 */
export async function* readStoredItems(
  services: DatasetServices,
  broker: DatasetBroker,
): AsyncGenerator<FoundItem | StrayItem, void, undefined> {
  const noted = withoutRepeats(sortByIdentifier(readJournals(broker)));
  const pairs = mergeSorted(noted, broker.listItems());
  yield* mapConcurrently(storedOnly(pairs), services.concurrency, async ({ stored, candidates }) => {
    services.signal.throwIfAborted();
    try {
      const description =
        candidates.find((item) => isOf(item, stored)) ?? (await broker.describeItem(stored));
      return { kind: "item" as const, ...toManifestItem(broker, stored, description) };
    } catch (error) {
      if (!isAboutItem(error)) throw error;
      return { kind: "stray" as const, identifier: stored.identifier, error };
    }
  });
}

/** All that was noted of one identifier. */
interface Noted {
  readonly identifier: string;
  readonly candidates: readonly AddedItem[];
}

async function* withoutRepeats(items: AsyncIterable<AddedItem>): AsyncGenerator<Noted> {
  let current: Noted | undefined;
  for await (const item of items) {
    if (current?.identifier === item.identifier)
      current = { ...current, candidates: [...current.candidates, item] };
    else {
      if (current !== undefined) yield current;
      current = { identifier: item.identifier, candidates: [item] };
    }
  }
  if (current !== undefined) yield current;
}

async function* storedOnly(
  pairs: AsyncIterable<{ readonly left: Noted | undefined; readonly right: StoredItem | undefined }>,
) {
  for await (const { left, right } of pairs)
    if (right !== undefined) yield { stored: right, candidates: left?.candidates ?? [] };
}

/** In a bucket times are those of uploads, in whole seconds; on disk those of files, to the microsecond. */
function toManifestItem(
  broker: DatasetBroker,
  { identifier, sizeBytes, modifiedMs }: StoredItem,
  { relpath, md5 }: { readonly relpath: string; readonly md5: string },
): ManifestItem {
  const utcTimestamp =
    broker.kind === "s3" ? Math.floor(modifiedMs / 1000) : Math.round(modifiedMs * 1000) / 1e6;
  return { identifier, relpath, sizeBytes, hash: md5, utcTimestamp };
}

function isAboutItem(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code === "StrayObject" || code === "InvalidHandle";
}
