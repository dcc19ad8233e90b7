import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import type { ObjectToDelete } from "../s3/delete-objects.js";
import { listSelectedObjects, listSelectedVersions } from "./list-selection.js";
import type { ObjectEntry } from "../s3/list-entries.js";
import type { VersionEntry } from "../s3/list-versions.js";
import type { Selection } from "./selection.js";

/** What a removal would take away, and how to get at it. */
export interface RemovalPlan {
  /** Objects, or with versions: versions and delete markers together. */
  readonly itemCount: number;
  readonly deleteMarkerCount: number;
  readonly totalBytes: number;
  /** The largest of them; undefined when there are none. */
  readonly largest: RemovalCandidate | undefined;
  /** All of them, in key order. Small plans are remembered, large ones listed again. */
  candidates(): AsyncIterable<RemovalCandidate>;
}

/** A deletion candidate with what a plan counts. */
export interface RemovalCandidate extends ObjectToDelete {
  readonly sizeBytes: number;
  readonly isDeleteMarker: boolean;
}

/** About 10 MB of keys: what one listing counted need not be listed a second time. */
const REMEMBERED = 50_000;

/** Count what {@link listRemovals} yields. Memory: at most {@link REMEMBERED} keys. */
export async function planRemoval(
  list: () => AsyncIterable<readonly RemovalCandidate[]>,
): Promise<RemovalPlan> {
  const counts = { itemCount: 0, deleteMarkerCount: 0, totalBytes: 0 };
  let largest: RemovalCandidate | undefined;
  let remembered: (readonly RemovalCandidate[])[] | undefined = [];
  for await (const page of list()) {
    counts.itemCount += page.length;
    for (const candidate of page) {
      counts.totalBytes += candidate.sizeBytes;
      counts.deleteMarkerCount += candidate.isDeleteMarker ? 1 : 0;
      if (largest === undefined || candidate.sizeBytes > largest.sizeBytes) largest = candidate;
    }
    remembered?.push(page);
    if (counts.itemCount > REMEMBERED) remembered = undefined;
  }
  const known = remembered;
  return { ...counts, largest, candidates: () => each(known === undefined ? list() : known) };
}

/**
 * What deleting a selection means: its objects, or every version and delete marker of them.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* listRemovals(
  client: S3Client,
  selection: Selection,
  options: CallOptions & { readonly versions: boolean },
): AsyncGenerator<readonly RemovalCandidate[], void, undefined> {
  if (options.versions) {
    for await (const page of listSelectedVersions(client, selection, options)) yield page.map(fromVersion);
  } else {
    for await (const page of listSelectedObjects(client, selection, options)) yield page.map(fromObject);
  }
}

const fromVersion = ({ key, versionId, sizeBytes, isDeleteMarker }: VersionEntry): RemovalCandidate => ({
  key,
  versionId,
  sizeBytes,
  isDeleteMarker,
});

const fromObject = ({ key, sizeBytes }: ObjectEntry): RemovalCandidate => ({
  key,
  sizeBytes,
  isDeleteMarker: false,
});

async function* each<Item>(
  pages: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>,
): AsyncGenerator<Item, void, void> {
  for await (const page of pages) yield* page;
}
