import { constants } from "node:fs";
import { open, rm, statfs, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { directRequest, type DirectRequest, type DirectResponse } from "../s3/direct/direct-request.js";
import type { ResponseHead } from "../s3/direct/http-exchange.js";
import { readRange } from "../s3/direct/read-range.js";
import { retryDelayMs, retryKind } from "../s3/direct/retry-rules.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { ConfigurationError, ConflictError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { combineCrc, type CombinableAlgorithm } from "../wire/checksums/combine-crc.js";
import { createDigest } from "../wire/checksums/digest.js";
import { openDownloadJournal, type DownloadJournal } from "./download-journal.js";
import { stamp } from "./download-whole.js";
import { isPermanent } from "./error-kinds.js";
import { translateFileError } from "./file-errors.js";
import { allParts, partAt, type Part, type PartPlan } from "./part-plan.js";
import { acquireProcessLock, type ProcessLock } from "./process-lock.js";
import { stateFileName } from "./state-folder.js";
import { assertDigest, createVerifier, storedDigest, type StoredDigest } from "./stored-checksum.js";
import { storeName } from "./store-name.js";
import { publish, resumablePaths, uniqueTemporaryPath } from "./temporary-file.js";
import type { TransferContext } from "./transfer-context.js";
import type { RemoteObject } from "./transfer-item.js";

/** What is being downloaded, pinned to one state of the object. */
interface PinnedObject {
  readonly object: RemoteObject;
  readonly head: DirectResponse;
  readonly etag: string;
  readonly digest: StoredDigest | undefined;
  readonly plan: PartPlan;
  readonly algorithm: CombinableAlgorithm;
}

interface Destination {
  readonly targetPath: string;
  readonly temporary: string;
  /** Undefined: another process downloads the same, so this one keeps no journal. */
  readonly journalPath: string | undefined;
}

/** Tries of one range without a byte in between. */
const MAX_ATTEMPTS = 5;
/** An object that changes faster than it can be read is given up. */
const MAX_RESTARTS = 2;

/**
 * Download in ranges, several at once, into a temporary file of the final size, then give it its name. Finished ranges
 * are journaled beside it: a later run of the same download verifies and keeps them. All ranges are of one state of the
 * object; when it changes meanwhile, it starts over.
 *
 * Memory: a megabyte for each range in flight.
 */
export async function downloadInRanges(
  context: TransferContext,
  source: RemoteObject,
  targetPath: string,
  rangeBytes: number,
): Promise<void> {
  for (let restarts = 0; ; restarts += 1) {
    const pinned = await pin(context, source, rangeBytes);
    try {
      await downloadPinned(context, pinned, targetPath);
      return;
    } catch (error) {
      if (!isChange(error)) throw error;
      if (restarts === MAX_RESTARTS) throw changing(source, error);
      context.note(`s3://${source.bucket}/${source.key} changed while it was downloaded: starting over`);
    }
  }
}

async function pin(
  context: TransferContext,
  source: RemoteObject,
  rangeBytes: number,
): Promise<PinnedObject> {
  const { bucket, key } = source;
  const head = await directRequest(
    context.client,
    { method: "HEAD", bucket, key, headers: { "x-amz-checksum-mode": "ENABLED" } },
    { signal: context.signal },
  );
  const sizeBytes = Number(head.headers["content-length"] ?? source.sizeBytes);
  const digest = storedDigest(head.headers);
  return {
    object: { ...source, sizeBytes },
    head,
    etag: head.headers["etag"] ?? `"${source.etag}"`,
    digest,
    plan: { partSizeBytes: rangeBytes, partCount: Math.max(1, Math.ceil(sizeBytes / rangeBytes)) },
    algorithm: digest !== undefined && isCombinable(digest.algorithm) ? digest.algorithm : "CRC32",
  };
}

async function downloadPinned(
  context: TransferContext,
  pinned: PinnedObject,
  targetPath: string,
): Promise<void> {
  const { bucket, key } = pinned.object;
  const source = `${await storeName(context.client)} s3://${bucket}/${key}`;
  const lockPath = path.join(
    context.options.stateFolder,
    stateFileName([source, path.resolve(targetPath)], "download.lock"),
  );
  const lock: ProcessLock | undefined = await acquireProcessLock(lockPath);
  try {
    const own = resumablePaths(targetPath, source);
    const destination: Destination =
      lock === undefined
        ? { targetPath, temporary: uniqueTemporaryPath(targetPath), journalPath: undefined }
        : { targetPath, temporary: own.temporary, journalPath: own.journal };
    await fillAndPublish(context, pinned, destination);
  } finally {
    await lock?.release();
  }
}

async function fillAndPublish(
  context: TransferContext,
  pinned: PinnedObject,
  destination: Destination,
): Promise<void> {
  const { temporary, journalPath, targetPath } = destination;
  try {
    await fill(context, pinned, destination);
    await publish(temporary, targetPath, context.options.ifNoneMatch);
    if (journalPath !== undefined) await rm(journalPath, { force: true });
  } catch (error) {
    const translated = translateFileError(error, targetPath);
    if (journalPath === undefined || isChange(error) || isPermanent(translated)) {
      await rm(temporary, { force: true });
      if (journalPath !== undefined) await rm(journalPath, { force: true });
    }
    throw translated;
  }
}

async function fill(context: TransferContext, pinned: PinnedObject, destination: Destination): Promise<void> {
  const { object, algorithm, plan } = pinned;
  const handle = await open(destination.temporary, constants.O_RDWR | constants.O_CREAT, 0o666);
  const journal = await openJournal(pinned, destination);
  try {
    await prepareSize(handle, object.sizeBytes, destination);
    await keepVerified(context, pinned, handle, journal);
    await fetchMissing(context, pinned, handle, journal);
    if (pinned.digest?.algorithm === algorithm) {
      const pieces = [...allParts(plan, object.sizeBytes)].map(({ number, sizeBytes }) => ({
        checksum: journal.finished.get(number) ?? Buffer.alloc(0),
        sizeBytes,
      }));
      assertDigest(pinned.digest, combineCrc(algorithm, pieces), nameOf(object));
    } else {
      await verifyByReading(context, pinned, handle);
    }
    await stamp(context, handle, object, pinned.head);
  } finally {
    await journal.close();
    await handle.close();
  }
}

async function openJournal(
  { etag, object, plan, algorithm }: PinnedObject,
  { journalPath }: Destination,
): Promise<DownloadJournal> {
  if (journalPath === undefined) {
    const finished = new Map<number, Buffer>();
    const append = async (number: number, checksum: Buffer) => void finished.set(number, checksum);
    return { finished, append, close: async () => undefined };
  }
  return openDownloadJournal(journalPath, {
    version: 1,
    etag,
    sizeBytes: object.sizeBytes,
    rangeBytes: plan.partSizeBytes,
    algorithm,
  });
}

/** Say at once that the disk is too full, not after gigabytes. */
async function prepareSize(
  handle: FileHandle,
  sizeBytes: number,
  { temporary, targetPath }: Destination,
): Promise<void> {
  const { size, blocks } = await handle.stat();
  const { bavail, bsize } = await statfs(path.dirname(temporary));
  if (bavail > 0 && sizeBytes - blocks * 512 > bavail * bsize) {
    throw new ConfigurationError(`No room for ${targetPath}: it needs ${sizeBytes.toString()} bytes`, {
      code: "ENOSPC",
      hints: ["Free some space, or choose another folder"],
    });
  }
  if (size !== sizeBytes) await handle.truncate(sizeBytes);
}

/** Keep of an earlier run only what reads back as journaled: after a power cut the journal may know more than the disk. */
async function keepVerified(
  context: TransferContext,
  { object, plan, algorithm }: PinnedObject,
  handle: FileHandle,
  { finished }: DownloadJournal,
): Promise<void> {
  for (const [number, checksum] of finished) {
    const part = partAt(plan, object.sizeBytes, number);
    if (number > plan.partCount || !checksum.equals(await digestRange(context, handle, part, algorithm))) {
      finished.delete(number);
    } else {
      context.progress.movedBytes += part.sizeBytes;
    }
  }
}

async function digestRange(
  { signal }: TransferContext,
  handle: FileHandle,
  { offset, sizeBytes }: Part,
  algorithm: Parameters<typeof createDigest>[0],
): Promise<Buffer> {
  const digest = createDigest(algorithm);
  await readInto(handle, offset, sizeBytes, (bytes) => digest.update(bytes), signal);
  return digest.digest();
}

async function fetchMissing(
  context: TransferContext,
  pinned: PinnedObject,
  handle: FileHandle,
  journal: DownloadJournal,
): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const running = new Set<Promise<void>>();
  try {
    for (const part of allParts(pinned.plan, pinned.object.sizeBytes)) {
      if (journal.finished.has(part.number)) continue;
      await context.slots.acquire(1, signal);
      const fetching = fetchRange(context, pinned, part, handle, signal)
        .then(async (checksum) => {
          journal.finished.set(part.number, checksum);
          await journal.append(part.number, checksum);
        })
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          context.slots.release(1);
          running.delete(fetching);
        });
      running.add(fetching);
    }
  } finally {
    await Promise.all(running);
  }
  signal.throwIfAborted();
}

/** Fetch one range into its place; a broken connection goes on at the next byte. Returns the range's checksum. */
async function fetchRange(
  context: TransferContext,
  pinned: PinnedObject,
  part: Part,
  handle: FileHandle,
  signal: AbortSignal,
): Promise<Buffer> {
  const digest = createDigest(pinned.algorithm);
  const end = part.offset + part.sizeBytes;
  let position = part.offset;
  let written = part.offset;
  const writes = createWriteTracker();
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = position;
    const reader = {
      onHead: (head: ResponseHead) => assertRange(pinned, head, startedAt, end),
      onBytes: (bytes: Buffer) => {
        digest.update(bytes);
        position += bytes.length;
        context.progress.movedBytes += bytes.length;
      },
      onBatch: (bytes: Buffer) => {
        const offset = written;
        written += bytes.length;
        return writes.track(writeFully(handle, bytes, offset));
      },
    };
    try {
      await readRange(context.client, rangeRequest(pinned, startedAt, end), reader, signal);
      break;
    } catch (error) {
      const kind = retryKind(error);
      if (kind !== undefined && position === end) break;
      if (position > startedAt) attempt = 1;
      if (kind === undefined || attempt >= MAX_ATTEMPTS || signal.aborted) throw error;
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal });
    }
  }
  await writes.settled();
  return digest.digest();
}

/** Remembers that a write failed, also one whose request was given up meanwhile. */
function createWriteTracker() {
  let all = Promise.resolve();
  return {
    track: (write: Promise<void>): Promise<void> => {
      all = Promise.all([all, write]).then(() => undefined);
      all.catch(() => undefined);
      return write;
    },
    settled: () => all,
  };
}

function rangeRequest(
  { object: { bucket, key }, etag }: PinnedObject,
  start: number,
  end: number,
): DirectRequest {
  const headers = { range: `bytes=${rangeText(start, end)}`, "if-match": etag };
  return { method: "GET", bucket, key, headers };
}

function assertRange(
  { object }: PinnedObject,
  { status, headers }: ResponseHead,
  start: number,
  end: number,
): void {
  if (status === 206 && headers["content-range"]?.startsWith(`bytes ${rangeText(start, end)}/`) === true)
    return;
  throw new UnsupportedByStoreError(`The store does not answer ranges of ${nameOf(object)}`, {
    code: "RangesUnsupported",
    hints: ["Pass --part-size larger than the object: it is then read in one request"],
  });
}

function rangeText(start: number, end: number): string {
  return `${start.toString()}-${(end - 1).toString()}`;
}

async function writeFully(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/** For digests that do not follow from those of ranges. The bytes are in the page cache, as they were just written. */
async function verifyByReading(
  context: TransferContext,
  pinned: PinnedObject,
  handle: FileHandle,
): Promise<void> {
  const verifier = createVerifier(pinned.digest);
  if (pinned.digest === undefined) return;
  await readInto(handle, 0, pinned.object.sizeBytes, (bytes) => verifier.update(bytes), context.signal);
  verifier.finish(nameOf(pinned.object));
}

const READ_BYTES = 1024 * 1024;

async function readInto(
  handle: FileHandle,
  offset: number,
  sizeBytes: number,
  take: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes));
  for (let done = 0; done < sizeBytes;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(
      buffer,
      0,
      Math.min(buffer.length, sizeBytes - done),
      offset + done,
    );
    if (bytesRead === 0) return;
    take(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
}

function isCombinable(algorithm: string): algorithm is CombinableAlgorithm {
  return algorithm.startsWith("CRC");
}

/** A range was refused because the object no longer is the one that the download began with. */
function isChange(error: unknown): boolean {
  return error instanceof DirectServiceError && error.$metadata.httpStatusCode === 412;
}

function changing(source: RemoteObject, cause: unknown): ConflictError {
  return new ConflictError(`${nameOf(source)} keeps changing while it is downloaded`, {
    code: "SourceChanged",
    hints: ["Run the command again once nothing writes to it"],
    cause,
  });
}

function nameOf({ bucket, key }: RemoteObject): string {
  return `s3://${bucket}/${key}`;
}
