import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import type { VersionEntry } from "../s3/list-versions.js";
import { listSelectedVersions } from "./list-selection.js";
import type { RemovalItem } from "./removal.js";
import type { Selection } from "./selection.js";

/** A deleted object that can be brought back, and the delete markers that hide it. */
export interface HiddenObject {
  readonly key: string;
  /** What will be seen again. */
  readonly versionId: string;
  readonly sizeBytes: number;
  readonly deletedAt: Date;
  /** Newest first; those that are on top of the newest version. */
  readonly markers: readonly RemovalItem[];
}

export interface UndeleteRequest {
  readonly selection: Selection;
  /** Only what was deleted after this. */
  readonly deletedAfter?: Date | undefined;
}

/**
 * Find the deleted objects of a selection that can be brought back, in key order. Keys of which only delete markers are
 * left are passed over: there is nothing beneath them.
 *
 * Memory: two pages, and the markers of one key.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* listHidden(
  client: S3Client,
  { selection, deletedAfter }: UndeleteRequest,
  options: CallOptions = {},
): AsyncGenerator<HiddenObject, void, void> {
  for await (const versions of byKey(listSelectedVersions(client, selection, options))) {
    const hidden = findHidden(versions);
    if (hidden !== undefined && (deletedAfter === undefined || hidden.deletedAt > deletedAfter)) yield hidden;
  }
}

/**
 * What hides a key, given all its versions and delete markers, newest first; undefined when nothing does, or nothing is
 * beneath. Pure.
 *
 * Listings tell seconds, and versions apart from markers: a marker of the same second as the newest version is taken
 * for one on top of it. Removed, it cannot hide anything any more; left, it might.
 */
export function findHidden(versions: readonly VersionEntry[]): HiddenObject | undefined {
  const [newest] = versions;
  if (newest?.isDeleteMarker !== true) return undefined;
  const beneath = versions.find(({ isDeleteMarker }) => !isDeleteMarker);
  if (beneath === undefined) return undefined;
  const isOnTop = (entry: VersionEntry) =>
    entry.isDeleteMarker && (entry.isLatest || entry.lastModified >= beneath.lastModified);
  return {
    key: newest.key,
    versionId: beneath.versionId,
    sizeBytes: beneath.sizeBytes,
    deletedAt: newest.lastModified,
    markers: versions.filter(isOnTop).map(toRemovalItem),
  };
}

async function* byKey(
  pages: AsyncIterable<readonly VersionEntry[]>,
): AsyncGenerator<readonly VersionEntry[], void, void> {
  let group: VersionEntry[] = [];
  for await (const page of pages) {
    for (const entry of page) {
      if (group[0] !== undefined && group[0].key !== entry.key) {
        yield group;
        group = [];
      }
      // What lies beneath the newest version, and there may be thousands, changes nothing.
      if (entry.isDeleteMarker || !group.some(({ isDeleteMarker }) => !isDeleteMarker)) group.push(entry);
    }
  }
  if (group.length > 0) yield group;
}

function toRemovalItem({ key, versionId }: VersionEntry): RemovalItem {
  return { key, versionId, sizeBytes: 0, isDeleteMarker: true };
}
