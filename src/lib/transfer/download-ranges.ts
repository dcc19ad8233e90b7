import { constants } from "node:fs";
import { open, rm, statfs, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { ConfigurationError, ConflictError } from "../errors/s3kit-error.js";
import { openDownloadJournal, type DownloadJournal } from "./download-journal.js";
import { stamp } from "./download-whole.js";
import { isPermanent } from "./error-kinds.js";
import { fetchRange } from "./fetch-range.js";
import { translateFileError } from "./file-errors.js";
import { allParts } from "./part-plan.js";
import { isChange, nameOf, pinObject, type PinnedObject } from "./pin-object.js";
import { acquireProcessLock, type ProcessLock } from "./process-lock.js";
import { stateFileName } from "./state-folder.js";
import { storeName } from "./store-name.js";
import { publish, resumablePaths, uniqueTemporaryPath } from "./temporary-file.js";
import type { TransferContext } from "./transfer-context.js";
import type { RemoteObject } from "./transfer-item.js";
import { keepVerified, verifyWhole } from "./verify-ranges.js";

interface Destination {
  readonly targetPath: string;
  readonly temporary: string;
  /** Undefined: another process downloads the same, so this one keeps no journal. */
  readonly journalPath: string | undefined;
}

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
    const pinned = await pinObject(context, source, rangeBytes);
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
  const { object } = pinned;
  const journal = await openJournal(pinned, destination);
  try {
    const handle = await open(destination.temporary, constants.O_RDWR | constants.O_CREAT, 0o666);
    try {
      await prepareSize(handle, object.sizeBytes, destination);
      await keepVerified(context, pinned, handle, journal);
      await fetchMissing(context, pinned, handle, journal);
      await verifyWhole(context, pinned, handle, journal);
      await stamp(context, handle, object, pinned.head);
    } finally {
      await handle.close();
    }
  } finally {
    await journal.close();
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

function changing(source: RemoteObject, cause: unknown): ConflictError {
  return new ConflictError(`${nameOf(source)} keeps changing while it is downloaded`, {
    code: "SourceChanged",
    hints: ["Run the command again once nothing writes to it"],
    cause,
  });
}
