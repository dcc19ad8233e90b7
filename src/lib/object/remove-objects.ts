import type { DeleteObjectsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { DeleteObjectCommand, DeleteObjectsCommand } from "@aws-sdk/client-s3";
import { AccessDeniedError, ConflictError, NetworkError, type S3kitError } from "../errors/s3kit-error.js";
import { toSendOptions } from "../s3/call-options.js";
import { translateError } from "../s3/translate-error.js";
import { mapConcurrently } from "./map-concurrently.js";

/** One thing to delete. */
export interface ObjectReference {
  readonly key: string;
  /** Undefined: the current version; on a versioned bucket a delete marker takes its place. */
  readonly versionId?: string | undefined;
  readonly sizeBytes: number;
}

export interface RemovalOutcome {
  readonly reference: ObjectReference;
  /** Undefined: it is gone. */
  readonly error: unknown;
}

export interface RemovalOptions {
  /** Requests at once. Default: 8, each of up to 1000 keys. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** S3 API, DeleteObjects: "The request can contain a list of up to 1,000 keys". */
const BATCH_SIZE = 1000;
const DEFAULT_CONCURRENCY = 8;
/** Requests at once for the keys of a batch that have to go one by one. */
const SINGLE_CONCURRENCY = 8;

/**
 * Delete objects, many at a time; what fails does not stop the rest. Yields the outcome of each batch once all of it
 * is known. Memory: `concurrency` batches.
 *
 * Stores that lack DeleteObjects, or refuse it to credentials that may delete single objects, get single deletes.
 *
 * @throws what the source of `pages` throws, and when `signal` is aborted; what is under way is waited for.
 */
export async function* removeObjects(
  client: S3Client,
  bucket: string,
  pages: AsyncIterable<readonly ObjectReference[]>,
  options: RemovalOptions = {},
): AsyncGenerator<readonly RemovalOutcome[], void, undefined> {
  const { concurrency = DEFAULT_CONCURRENCY, signal } = options;
  const batches = inBatches(pages, BATCH_SIZE);
  yield* mapConcurrently(batches, concurrency, (batch) => removeBatch(client, bucket, batch, signal));
}

async function* inBatches<Item>(
  pages: AsyncIterable<readonly Item[]>,
  size: number,
): AsyncGenerator<readonly Item[], void, undefined> {
  let waiting: Item[] = [];
  for await (const page of pages) {
    waiting.push(...page);
    while (waiting.length >= size) yield waiting.splice(0, size);
  }
  if (waiting.length > 0) yield waiting;
}

async function removeBatch(
  client: S3Client,
  bucket: string,
  batch: readonly ObjectReference[],
  signal: AbortSignal | undefined,
): Promise<readonly RemovalOutcome[]> {
  const odd = batch.filter(({ key }) => !fitsXml(key));
  const plain = odd.length === 0 ? batch : batch.filter(({ key }) => fitsXml(key));
  const together = plain.length > 1 ? await removeTogether(client, bucket, plain, signal) : undefined;
  const single = together === undefined ? batch : odd;
  return [...(together ?? []), ...(await removeOneByOne(client, bucket, single, signal))];
}

/** XML 1.0 has no way to write most control characters, not even as references (section 2.2, "Char"). */
function fitsXml(key: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return !/[\u0000-\u001f\ufffe\uffff]/u.test(key);
}

/** Undefined: the store does not take such requests from these credentials. */
async function removeTogether(
  client: S3Client,
  bucket: string,
  batch: readonly ObjectReference[],
  signal: AbortSignal | undefined,
): Promise<readonly RemovalOutcome[] | undefined> {
  try {
    const command = new DeleteObjectsCommand({
      Bucket: bucket,
      Delete: { Quiet: true, Objects: batch.map(toIdentifier) },
    });
    const answer = await client.send(command, toSendOptions({ signal }));
    return isRefusedWhole(answer, batch) ? undefined : outcomesOf(answer, bucket, batch);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function toIdentifier({ key, versionId }: ObjectReference): { Key: string; VersionId?: string } {
  return { Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) };
}

/** Ceph answers so to credentials with a session policy, though their single deletes are allowed. */
function isRefusedWhole({ Errors = [] }: DeleteObjectsCommandOutput, batch: readonly unknown[]): boolean {
  return Errors.length === batch.length && Errors.every(({ Code }) => Code === "AccessDenied");
}

function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 403 || status === 405 || status === 501;
}

function outcomesOf(
  { Errors = [] }: DeleteObjectsCommandOutput,
  bucket: string,
  batch: readonly ObjectReference[],
): readonly RemovalOutcome[] {
  const failed = new Map(Errors.map((error) => [nameOf(error.Key ?? "", error.VersionId), error]));
  return batch.map((reference) => {
    const error = failed.get(nameOf(reference.key, reference.versionId)) ?? failed.get(nameOf(reference.key));
    return { reference, error: error === undefined ? undefined : toError(error, bucket, reference) };
  });
}

const nameOf = (key: string, versionId = ""): string => `${versionId}\n${key}`;

function toError(
  { Code = "Unknown", Message = "" }: { Code?: string | undefined; Message?: string | undefined },
  bucket: string,
  { key }: ObjectReference,
): S3kitError {
  const message = `Cannot delete s3://${bucket}/${key}: ${Message === "" ? Code : Message}`;
  return Code === "AccessDenied"
    ? new AccessDeniedError(message, { code: Code })
    : new ConflictError(message, { code: Code });
}

async function removeOneByOne(
  client: S3Client,
  bucket: string,
  references: readonly ObjectReference[],
  signal: AbortSignal | undefined,
): Promise<readonly RemovalOutcome[]> {
  const outcomes = mapConcurrently(references, SINGLE_CONCURRENCY, (reference) =>
    removeOne(client, bucket, reference, signal),
  );
  return Array.fromAsync(outcomes);
}

async function removeOne(
  client: S3Client,
  bucket: string,
  reference: ObjectReference,
  signal: AbortSignal | undefined,
): Promise<RemovalOutcome> {
  try {
    await client.send(
      new DeleteObjectCommand({ Bucket: bucket, ...toIdentifier(reference) }),
      toSendOptions({ signal }),
    );
    return { reference, error: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    const translated = translateError(error, { bucket, key: reference.key });
    // What fails one key need not fail the next; a store out of reach fails them all.
    if (translated instanceof NetworkError) throw translated;
    return { reference, error: translated };
  }
}
