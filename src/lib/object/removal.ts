import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError, S3kitError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import type { DeletedBatch, ObjectToDelete } from "../s3/delete-documents.js";
import { deleteObjects } from "../s3/delete-objects.js";
import { headObject } from "../s3/head-object.js";
import { abortUploads } from "./abort-uploads.js";
import { listSelectedObjects, listSelectedUploads, listSelectedVersions } from "./list-selection.js";
import { planSelection, type Selection } from "./selection.js";

/** What to take away. */
export interface RemovalTarget {
  readonly selection: Selection;
  readonly what: "objects" | "versions" | "uploads";
  /** Only this version, of the one key that the selection names. */
  readonly versionId?: string | undefined;
}

/** An object, a version, a delete marker or an unfinished upload that is to go. */
export interface RemovalItem extends ObjectToDelete {
  /** 0 for delete markers and uploads, whose parts the store does not tell without a request for each. */
  readonly sizeBytes: number;
  readonly isDeleteMarker: boolean;
  /** Only for uploads. */
  readonly uploadId?: string | undefined;
}

/**
 * List what a removal is about, a page at a time, in key order. A single key is looked up, so that its size is known
 * and a mistyped one is noticed; credentials that may delete but not look are believed.
 *
 * @throws NotFoundError when the bucket, or the single key, does not exist.
 */
export function listRemoval(
  client: S3Client,
  target: RemovalTarget,
  options: CallOptions = {},
): AsyncGenerator<readonly RemovalItem[], void, void> {
  if (target.what === "uploads") return listUploads(client, target, options);
  if (target.what === "versions") return listVersions(client, target, options);
  return isSingle(target) ? lookUp(client, target, options) : listObjects(client, target, options);
}

/**
 * Take away the items of a target, many at a time; what fails does not stop the rest. Yields what became of each
 * batch, not in order. Memory: a few thousand items.
 *
 * @throws NetworkError when the store is out of reach, and when the signal is aborted.
 */
export async function* runRemoval(
  client: S3Client,
  target: RemovalTarget,
  items: AsyncIterable<RemovalItem>,
  options: CallOptions = {},
): AsyncGenerator<DeletedBatch, void, void> {
  const { bucket } = target.selection;
  if (target.what !== "uploads") {
    yield* deleteObjects(client, { bucket, objects: items }, options);
    return;
  }
  for await (const { upload, error } of abortUploads(client, bucket, items, options)) {
    yield error === undefined
      ? { deleted: [upload], failed: [] }
      : { deleted: [], failed: [{ ...upload, error }] };
  }
}

/** True when a target names one key in full: nothing else can be hit by mistake. */
export function isSingle({ selection, what }: RemovalTarget): boolean {
  return what === "objects" && planSelection(selection).single;
}

/** True when a target is all that a bucket holds. */
export function isWholeBucket({ selection }: RemovalTarget): boolean {
  const unfiltered = (selection.include ?? []).length === 0 && (selection.exclude ?? []).length === 0;
  return unfiltered && /^\**$/u.test(selection.key);
}

async function* listObjects(
  client: S3Client,
  { selection }: RemovalTarget,
  options: CallOptions,
): AsyncGenerator<readonly RemovalItem[], void, void> {
  for await (const page of listSelectedObjects(client, selection, options)) {
    yield page.map(({ key, sizeBytes }) => ({ key, sizeBytes, isDeleteMarker: false }));
  }
}

async function* listVersions(
  client: S3Client,
  { selection }: RemovalTarget,
  options: CallOptions,
): AsyncGenerator<readonly RemovalItem[], void, void> {
  for await (const page of listSelectedVersions(client, selection, options)) {
    yield page.map(({ key, versionId, sizeBytes, isDeleteMarker }) => ({
      key,
      versionId,
      sizeBytes,
      isDeleteMarker,
    }));
  }
}

async function* listUploads(
  client: S3Client,
  { selection }: RemovalTarget,
  options: CallOptions,
): AsyncGenerator<readonly RemovalItem[], void, void> {
  for await (const page of listSelectedUploads(client, selection, options)) {
    yield page.map(({ key, uploadId }) => ({ key, uploadId, sizeBytes: 0, isDeleteMarker: false }));
  }
}

async function* lookUp(
  client: S3Client,
  { selection, versionId }: RemovalTarget,
  options: CallOptions,
): AsyncGenerator<readonly RemovalItem[], void, void> {
  const plan = planSelection(selection);
  const key = plan.listings[0]?.prefix ?? "";
  if (!plan.matches(key)) return;
  yield [{ key, versionId, ...(await readSize(client, selection.bucket, key, versionId, options)) }];
}

async function readSize(
  client: S3Client,
  bucket: string,
  key: string,
  versionId: string | undefined,
  options: CallOptions,
): Promise<{ readonly sizeBytes: number; readonly isDeleteMarker: boolean }> {
  try {
    const { sizeBytes } = await headObject(client, { bucket, key, versionId }, options);
    return { sizeBytes, isDeleteMarker: false };
  } catch (error) {
    if (!(error instanceof S3kitError) || error instanceof NotFoundError) throw error;
    // S3 API, HeadObject: a delete marker's version is answered with 405; a refusal says nothing about deleting.
    return { sizeBytes: 0, isDeleteMarker: versionId !== undefined };
  }
}
