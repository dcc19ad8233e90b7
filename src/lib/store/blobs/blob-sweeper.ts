import { unlink } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { BlobRows, UnreferencedBlob } from "../index/blob-rows.js";
import type { TransactionQueue } from "../index/transaction-queue.js";
import type { BlobFolder } from "./blob-folder.js";
import type { BlobPins } from "./blob-pins.js";
import { isMissingFile } from "./missing-file.js";

/** Between the lookup of a version and the opening of its content a request may take a moment. */
const GRACE_MS = 2000;
const BATCH = 200;

export interface SweeperParts {
  readonly blobs: BlobRows;
  readonly folder: BlobFolder;
  readonly pins: BlobPins;
  readonly queue: TransactionQueue;
  /** Gives the disk back a slice of what the index no longer needs; true when there is more. */
  readonly giveBack: () => boolean;
  /** Told of failures to remove something; it is tried again at the next start. */
  readonly onError: (error: unknown) => void;
}

export interface BlobSweeper {
  /** A blob may have lost its last reference: remove it a little later, unless it is used again or being read. */
  release(blobId: number): void;
  /** True once a blob's file is being removed: nothing may refer to it any more. */
  isCondemned(blobId: number): boolean;
  /** Remove the unreferenced blobs that an earlier process left. */
  sweepAll(): Promise<void>;
  /** Remove all unreferenced blobs that nobody reads, and end. */
  stop(): Promise<void>;
}

/** Removes the files and rows of blobs that no version names: late, in the background, and safe against crashes. */
export function createBlobSweeper(parts: SweeperParts): BlobSweeper {
  const condemned = new Set<number>();
  /** When each blob that was released lately may go. */
  const dueMs = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function remove(candidates: readonly UnreferencedBlob[]): Promise<void> {
    const doomed = candidates.filter(({ blobId }) => !parts.pins.isPinned(blobId) && !condemned.has(blobId));
    for (const { blobId } of doomed) condemned.add(blobId);
    // The row goes last: a crash in between leaves a row that the next start sweeps, never a file without one.
    // After a failure the blobs stay condemned, since some files may be gone.
    await Promise.all(doomed.filter(({ isFile }) => isFile).map(({ blobId }) => removeFile(blobId)));
    parts.queue.run(() => {
      for (const { blobId } of doomed) parts.blobs.deleteUnreferenced(blobId);
    });
    for (const { blobId } of doomed) condemned.delete(blobId);
    // Blobs in the index need no waiting for files: let requests in between the batches.
    await setImmediate();
  }

  async function removeFile(blobId: number): Promise<void> {
    await unlinkIfThere(parts.folder.path(blobId));
  }

  function takeDue(): number[] {
    const now = performance.now();
    const due = [...dueMs].filter(([blobId, at]) => at <= now && !parts.pins.isPinned(blobId));
    for (const [blobId] of due) dueMs.delete(blobId);
    return due.map(([blobId]) => blobId);
  }

  async function sweepDue(): Promise<void> {
    const due = takeDue();
    for (let start = 0; start < due.length; start += BATCH) {
      const found = due.slice(start, start + BATCH).map((blobId) => parts.blobs.findUnreferenced(blobId));
      await remove(found.filter((blob) => blob !== undefined));
    }
  }

  async function sweepAll(): Promise<void> {
    let after = 0;
    for (;;) {
      const batch = parts.blobs.unreferenced(after, BATCH);
      const last = batch.at(-1);
      if (last === undefined) return;
      await remove(batch.filter(({ blobId }) => !dueMs.has(blobId)));
      after = last.blobId;
    }
  }

  async function giveBack(): Promise<void> {
    while (parts.giveBack()) await setImmediate();
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    running = running.then(work).then(giveBack).catch(parts.onError);
    return running;
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void inTurn(sweepDue).then(() => {
        if (dueMs.size > 0) schedule();
      });
    }, GRACE_MS).unref();
  }

  return {
    release(blobId) {
      dueMs.set(blobId, performance.now() + GRACE_MS);
      schedule();
    },
    isCondemned: (blobId) => condemned.has(blobId),
    sweepAll: () => inTurn(sweepAll),
    async stop() {
      clearTimeout(timer);
      dueMs.clear();
      await inTurn(sweepAll);
    },
  };
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissingFile(error)) throw error;
  }
}
