import { hash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError } from "../errors/s3kit-error.js";
import { directRequest } from "./direct/direct-request.js";
import {
  fitsXml,
  isErrorDocument,
  readDeleteResult,
  renderDelete,
  type DeletedBatch,
  type FailedDeletion,
  type ObjectToDelete,
} from "./delete-documents.js";
import { DirectServiceError } from "./direct/service-error.js";
import { translateError } from "./translate-error.js";

export interface DeleteObjectsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Batches in flight at once. Default: 4. */
  readonly concurrency?: number | undefined;
  /** Delete versions that a GOVERNANCE retention still protects; needs the right to. */
  readonly bypassGovernance?: boolean | undefined;
}

const MAX_BATCH = 1000;
const DEFAULT_CONCURRENCY = 4;
/** Single requests in flight for a store that refuses batches. */
const SINGLE_CONCURRENCY = 16;

/**
 * Delete objects, or the versions named, in batches of a thousand, several at once. Yields each batch when it is done,
 * not in order. A store that refuses batches (405, 501, or 403 for a session that may delete one by one) gets single
 * requests. One refused key does not stop the others.
 *
 * Memory: a few thousand keys. Stopping the iteration stops further deletions; batches sent already are not awaited.
 *
 * @throws NotFoundError, AccessDeniedError, NetworkError: see `translateError`; what was deleted stays so.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
 */
export async function* deleteObjects(
  client: S3Client,
  input: {
    readonly bucket: string;
    readonly objects: AsyncIterable<ObjectToDelete> | Iterable<ObjectToDelete>;
  },
  options: DeleteObjectsOptions = {},
): AsyncGenerator<DeletedBatch, void, void> {
  const { signal, bypassGovernance } = options;
  const headers = bypassGovernance === true ? { "x-amz-bypass-governance-retention": "true" } : {};
  const store: BatchStore = { client, bucket: input.bucket, signal, headers, takesBatches: true };
  const running = new Map<number, Promise<{ readonly id: number; readonly done: DeletedBatch }>>();
  let nextId = 0;
  const finishOne = async (): Promise<DeletedBatch> => {
    const { id, done } = await Promise.race(running.values());
    running.delete(id);
    return done;
  };
  try {
    for await (const batch of inBatches(input.objects)) {
      options.signal?.throwIfAborted();
      const id = nextId++;
      running.set(
        id,
        deleteBatch(store, batch).then((done) => ({ id, done })),
      );
      if (running.size >= (options.concurrency ?? DEFAULT_CONCURRENCY)) yield await finishOne();
    }
    while (running.size > 0) yield await finishOne();
  } finally {
    for (const left of running.values()) left.catch(() => undefined);
  }
}

interface BatchStore {
  readonly client: S3Client;
  readonly bucket: string;
  readonly signal: AbortSignal | undefined;
  /** Of each request. */
  readonly headers: Readonly<Record<string, string>>;
  takesBatches: boolean;
}

async function* inBatches(
  objects: AsyncIterable<ObjectToDelete> | Iterable<ObjectToDelete>,
): AsyncGenerator<readonly ObjectToDelete[]> {
  let batch: ObjectToDelete[] = [];
  for await (const object of objects) {
    batch.push(object);
    if (batch.length === MAX_BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function deleteBatch(store: BatchStore, batch: readonly ObjectToDelete[]): Promise<DeletedBatch> {
  const plain = batch.filter(({ key }) => fitsXml(key));
  if (!store.takesBatches || plain.length <= 1) return deleteSingly(store, batch);
  const together = await sendUnlessRefused(store, plain);
  if (together === undefined) return deleteSingly(store, batch);
  if (plain.length === batch.length) return together;
  const singly = await deleteSingly(
    store,
    batch.filter(({ key }) => !fitsXml(key)),
  );
  return {
    deleted: [...together.deleted, ...singly.deleted],
    failed: [...together.failed, ...singly.failed],
  };
}

/** Undefined: nothing was deleted, and single requests have to do it from now on. */
async function sendUnlessRefused(
  store: BatchStore,
  batch: readonly ObjectToDelete[],
): Promise<DeletedBatch | undefined> {
  try {
    const done = await sendBatch(store, batch);
    if (!isRefusedKeyByKey(done)) return done;
  } catch (error) {
    if (!refusesBatches(error))
      throw translateError(error, { bucket: store.bucket, operation: "DeleteObjects" });
  }
  store.takesBatches = false;
  return undefined;
}

/** Ceph answers so to credentials with a session policy, although it lets them delete one by one. */
function isRefusedKeyByKey({ deleted, failed }: DeletedBatch): boolean {
  return deleted.length === 0 && failed.every(({ error }) => error instanceof AccessDeniedError);
}

function refusesBatches(error: unknown): boolean {
  if (!(error instanceof DirectServiceError)) return false;
  if (error.name === "AccessDenied") return true;
  return [405, 501].includes(error.$metadata.httpStatusCode);
}

async function sendBatch(
  { client, bucket, signal, headers }: BatchStore,
  batch: readonly ObjectToDelete[],
): Promise<DeletedBatch> {
  const body = Buffer.from(renderDelete(batch));
  const answer = await directRequest(
    client,
    {
      method: "POST",
      bucket,
      query: { delete: "" },
      headers: {
        ...headers,
        "content-type": "application/xml",
        "content-md5": hash("md5", body, "base64"),
      },
      body,
    },
    { signal },
  );
  const xml = answer.body.toString("utf8");
  // S3 may fail after it has answered 200: then nothing is known to be deleted.
  if (isErrorDocument(xml)) throw new DirectServiceError({ ...answer, status: 500 }, 1);
  return readDeleteResult(batch, xml, bucket);
}

async function deleteSingly(store: BatchStore, batch: readonly ObjectToDelete[]): Promise<DeletedBatch> {
  const deleted: ObjectToDelete[] = [];
  const failed: FailedDeletion[] = [];
  const queue = batch.values();
  const worker = async (): Promise<void> => {
    for (const object of queue) {
      const error = await deleteOne(store, object);
      if (error === undefined) deleted.push(object);
      else failed.push({ ...object, error });
    }
  };
  await Promise.all(Array.from({ length: SINGLE_CONCURRENCY }, worker));
  return { deleted, failed };
}

/** The refusal of one object; throws what would befall all others too. */
async function deleteOne(
  { client, bucket, signal, headers }: BatchStore,
  { key, versionId }: ObjectToDelete,
): Promise<unknown> {
  try {
    await directRequest(client, { method: "DELETE", bucket, key, query: { versionId }, headers }, { signal });
    return undefined;
  } catch (error) {
    const translated = translateError(error, { bucket, key, operation: "DeleteObject" });
    if (error instanceof DirectServiceError && error.name !== "NoSuchBucket") return translated;
    throw translated;
  }
}
