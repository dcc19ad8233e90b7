import { closeSync, fsyncSync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { blobFolder, type BlobFolder } from "./blobs/blob-folder.js";
import { createBlobPins } from "./blobs/blob-pins.js";
import { createBlobStage } from "./blobs/blob-stage.js";
import { createBlobSweeper } from "./blobs/blob-sweeper.js";
import { extentAtOnce, readExtents } from "./blobs/extent-reader.js";
import { sliceExtents } from "./blobs/extents.js";
import type { ByteRange, Extent, ObjectVersion, StoreEngine } from "./engine.js";
import { blobReferences } from "./index/blob-references.js";
import { blobRows, type BlobRows } from "./index/blob-rows.js";
import { bucketMethods } from "./index/bucket-methods.js";
import { bucketRows } from "./index/bucket-rows.js";
import { giveBackFreePages } from "./index/free-pages.js";
import { listings } from "./index/listings.js";
import { objectMethods } from "./index/object-methods.js";
import { objectWrites } from "./index/object-writes.js";
import { openIndex } from "./index/open-index.js";
import { createTransactionQueue } from "./index/transaction-queue.js";
import { uploadMethods } from "./index/upload-methods.js";
import { uploadRows } from "./index/upload-rows.js";
import { createSequence } from "./index/version-ids.js";
import { versionRows } from "./index/version-rows.js";
import { recoverTemporary } from "./recovery/recover-temporary.js";
import { prepareStoreFolder } from "./store-folder.js";

export interface StoreEngineOptions {
  /** Folder of the store; made when it is not there. */
  readonly dir: string;
  readonly clock?: () => Date;
  /**
   * Wait for the disk before a write is acknowledged, so that it survives a crash of the system too. Without, it
   * survives any end of the process (docs/decisions/0002-store-durability.md). Default false.
   */
  readonly fsync?: boolean;
  /** Told when a file could not be moved or removed in the background; it is tried again at the next start. */
  readonly onBackgroundError?: (error: unknown) => void;
}

/**
 * Open the store in a folder, alone: recover what a crash left, and answer. Memory does not grow with the store.
 * @throws ConflictError when another process has it open; ConfigurationError when the folder is unusable, is damaged,
 * or was written by a newer version
 */
export async function openStoreEngine(options: StoreEngineOptions): Promise<StoreEngine> {
  const folder = blobFolder(options.dir);
  const file = await prepareStoreFolder(options.dir, folder);
  const db = openIndex(file, { fsync: options.fsync ?? false });
  try {
    await recoverTemporary(folder, blobRows(db));
    return assemble(db, folder, options);
  } catch (error) {
    db.close();
    throw error;
  }
}

function assemble(db: DatabaseSync, folder: BlobFolder, options: StoreEngineOptions): StoreEngine {
  const { clock = () => new Date(), fsync = false, onBackgroundError: onError = warn } = options;
  const blobs = blobRows(db);
  const rows = { buckets: bucketRows(db), versions: versionRows(db), uploads: uploadRows(db) };
  const pins = createBlobPins();
  const stage = createBlobStage(folder, blobNumbers(blobs), { fsync, onError });
  const queue = createTransactionQueue(db, () => {
    if (fsync && stage.hasFiles()) syncFolder(folder.temporaryDir);
  });
  const giveBack = () => giveBackFreePages(db);
  const sweeper = createBlobSweeper({ blobs, folder, pins, queue, giveBack, onError });
  const references = blobReferences(blobs, stage, sweeper);
  const nextSeq = createSequence(clock);
  const writes = objectWrites({ ...rows, references, clock, nextSeq });
  const parts = { ...rows, references, writes, queue, clock, nextSeq };
  const source = { folder, pins, content: (blobId: number) => blobs.content(blobId) };
  void sweeper.sweepAll();

  return {
    ...bucketMethods(parts),
    ...objectMethods(parts),
    ...uploadMethods(parts),
    ...listings(parts),
    stage: (body) => stage.stage(body),
    read: (version, range, how) => readExtents(source, extentsOf(version, range), how),
    readAtOnce: (version, range) => extentAtOnce(source, extentsOf(version, range)),
    async close() {
      queue.flush();
      await sweeper.stop();
      db.close();
    },
  };
}

function extentsOf({ extents }: ObjectVersion, range: ByteRange | undefined): readonly Extent[] {
  return range ? sliceExtents(extents, range) : extents;
}

/** Numbers for new blobs: above all in the index, and above any that an older copy of the index may name. */
function blobNumbers(blobs: BlobRows): () => number {
  let last = Math.max(blobs.highestId(), Date.now() * 1000);
  return () => {
    last += 1;
    return last;
  };
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function warn(error: unknown): void {
  process.emitWarning(
    error instanceof Error ? error : new Error("A blob could not be moved or removed", { cause: error }),
  );
}
