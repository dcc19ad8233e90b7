import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import type { FailedDeletion } from "../s3/delete-documents.js";
import { deleteObjects } from "../s3/delete-objects.js";
import { listHidden, type HiddenObject, type UndeleteRequest } from "./plan-undelete.js";
import type { RemovalItem } from "./removal.js";

/** What bringing deleted objects back would do, and how to get at it. */
export interface UndeletePlan {
  readonly objectCount: number;
  /** Delete markers that go. */
  readonly markerCount: number;
  /** Of the objects that come back. */
  readonly totalBytes: number;
  /** Undefined when there are none. */
  readonly firstKey: string | undefined;
  /** All of them, in key order. Few are remembered, many are listed again. */
  objects(): AsyncIterable<HiddenObject>;
}

/** What became of some markers. */
export interface UndeletedBatch {
  /** Keys that are seen again. */
  readonly keys: readonly string[];
  /** Markers that are gone. */
  readonly markerCount: number;
  readonly failed: readonly FailedDeletion[];
}

/** About 10 MB: what was listed to be counted need not be listed again. */
const REMEMBERED = 20_000;

/**
 * Count the deleted objects that can be brought back. Memory: at most {@link REMEMBERED} of them.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function planUndelete(
  client: S3Client,
  request: UndeleteRequest,
  options: CallOptions = {},
): Promise<UndeletePlan> {
  const list = () => listHidden(client, request, options);
  const counts = { objectCount: 0, markerCount: 0, totalBytes: 0 };
  let firstKey: string | undefined;
  let remembered: HiddenObject[] | undefined = [];
  for await (const hidden of list()) {
    counts.objectCount += 1;
    counts.markerCount += hidden.markers.length;
    counts.totalBytes += hidden.sizeBytes;
    firstKey ??= hidden.key;
    remembered?.push(hidden);
    if (counts.objectCount > REMEMBERED) remembered = undefined;
  }
  const known = remembered;
  return { ...counts, firstKey, objects: () => (known === undefined ? list() : each(known)) };
}

/**
 * Remove the markers of a plan, many at a time; what fails does not stop the rest. Only markers are deleted, each by its
 * own id: a version written meanwhile stays the newest.
 */
export async function* runUndelete(
  client: S3Client,
  bucket: string,
  plan: UndeletePlan,
  options: CallOptions = {},
): AsyncGenerator<UndeletedBatch, void, void> {
  const objects = markersOf(plan);
  for await (const { deleted, failed } of deleteObjects(client, { bucket, objects }, options)) {
    const hidden = new Set(failed.map(({ key }) => key));
    const last = (deleted as readonly Marker[]).filter(({ isLast, key }) => isLast && !hidden.has(key));
    yield { keys: last.map(({ key }) => key), markerCount: deleted.length, failed };
  }
}

interface Marker extends RemovalItem {
  /** The last one on top of its object. */
  readonly isLast: boolean;
}

async function* markersOf(plan: UndeletePlan): AsyncGenerator<Marker, void, void> {
  for await (const { markers } of plan.objects()) {
    for (const [index, marker] of markers.entries())
      yield { ...marker, isLast: index === markers.length - 1 };
  }
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}
