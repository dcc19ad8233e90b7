import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { S3Error } from "../wire/s3-error.js";
import { blobFolder, createBlobFolder, type BlobFolder } from "./blobs/blob-folder.js";
import { createBlobPins } from "./blobs/blob-pins.js";
import { createBlobStage } from "./blobs/blob-stage.js";
import { createBlobSweeper } from "./blobs/blob-sweeper.js";
import { extentAtOnce, readExtents } from "./blobs/extent-reader.js";
import { sliceExtents } from "./blobs/extents.js";
import { isMissingFile } from "./blobs/missing-file.js";
import type { CreateBucketInput, StoreEngine } from "./engine.js";
import { blobReferences } from "./index/blob-references.js";
import { blobRows, type BlobRows } from "./index/blob-rows.js";
import { bucketRows, type BucketRows } from "./index/bucket-rows.js";
import { giveBackFreePages } from "./index/free-pages.js";
import { listings } from "./index/listings.js";
import { objectWrites } from "./index/object-writes.js";
import { openIndex } from "./index/open-index.js";
import { createTransactionQueue, type TransactionQueue } from "./index/transaction-queue.js";
import { uploadRows } from "./index/upload-rows.js";
import { createSequence } from "./index/version-ids.js";
import { versionRows } from "./index/version-rows.js";
import { recoverTemporary } from "./recovery/recover-temporary.js";

export interface StoreEngineOptions {
  /** Folder of the store; made when it is not there. */
  readonly dir: string;
  readonly clock?: () => Date;
  /**
   * Wait for the disk before a write is acknowledged, so that it survives a crash of the system too. Without, it
   * survives any end of the process (docs/decisions/0002-store-durability.md). Default false.
   */
  readonly fsync?: boolean;
  /** Told when something could not be removed in the background; it is tried again at the next start. */
  readonly onBackgroundError?: (error: unknown) => void;
}

/**
 * Open the store in a folder, alone: recover what a crash left, and answer. Memory does not grow with the store.
 * @throws ConflictError when another process has it open; ConfigurationError when the folder is unusable, is damaged,
 * or was written by a newer version
 */
export async function openStoreEngine(options: StoreEngineOptions): Promise<StoreEngine> {
  const clock = options.clock ?? (() => new Date());
  const fsync = options.fsync ?? false;
  const folder = blobFolder(options.dir);
  const db = await openFolder(options.dir, folder, fsync);
  const rows = {
    buckets: bucketRows(db),
    versions: versionRows(db),
    uploads: uploadRows(db),
    blobs: blobRows(db),
  };
  await recoverTemporary(folder, rows.blobs);

  const pins = createBlobPins();
  const stage = createBlobStage(folder, blobNumbers(rows.blobs), { fsync });
  const queue = createTransactionQueue(db, () => {
    if (fsync && stage.hasFiles()) syncFolder(folder.temporaryDir);
  });
  const onError = options.onBackgroundError ?? warn;
  const giveBack = () => giveBackFreePages(db);
  const sweeper = createBlobSweeper({ blobs: rows.blobs, folder, pins, queue, giveBack, onError });
  const references = blobReferences(rows.blobs, stage, sweeper);
  const nextSeq = createSequence(clock);
  const writes = objectWrites({ ...rows, references, clock, nextSeq });
  const source = { folder, pins, content: (blobId: number) => rows.blobs.content(blobId) };
  void sweeper.sweepAll();

  return {
    ...listings(rows),
    ...bucketMethods(queue, rows, clock),
    deleteBucket(bucket) {
      queue.run((transaction) => {
        const { bucketId } = rows.buckets.require(bucket);
        const place = { bucketId, bucket };
        if (!rows.versions.isEmpty(place)) {
          throw new S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty", {
            details: { BucketName: bucket },
          });
        }
        references.change(transaction, { added: [], removed: rows.uploads.deleteAll(place) });
        rows.buckets.delete(bucketId);
      });
    },

    stage: (body) => stage.stage(body),
    read: (version, range) =>
      readExtents(source, range ? sliceExtents(version.extents, range) : version.extents),
    readAtOnce: (version, range) =>
      extentAtOnce(source, range ? sliceExtents(version.extents, range) : version.extents),

    find(bucket, key, versionId) {
      const place = { bucketId: rows.buckets.require(bucket).bucketId, bucket };
      const found =
        versionId === undefined
          ? rows.versions.newest(place, key)
          : rows.versions.byId(place, key, versionId);
      return found?.version;
    },
    commit: (input) => queue.enqueue((transaction) => writes.commit(transaction, input)),
    remove: (input) => queue.enqueue((transaction) => writes.remove(transaction, input)),
    updateAttributes(version, attributes) {
      queue.run(() => {
        const place = { bucketId: rows.buckets.require(version.bucket).bucketId, bucket: version.bucket };
        const found = rows.versions.byId(place, version.key, version.versionId);
        if (!found) throw new S3Error("NoSuchVersion", "The specified version does not exist.");
        rows.versions.updateAttributes(place, version.key, found.seq, attributes);
      });
    },

    createUpload({ bucket, key, attributes, checksum, initiator }) {
      return queue.run(() => {
        const place = { bucketId: rows.buckets.require(bucket).bucketId, bucket };
        const uploadId = `${nextSeq(0).toString(16).padStart(14, "0")}${randomBytes(9).toString("hex")}`;
        const upload = { uploadId, bucket, key, startedAt: clock(), initiator, attributes, checksum };
        rows.uploads.insert(place, upload);
        return upload;
      });
    },
    getUpload(bucket, key, uploadId) {
      return rows.uploads.require({ bucketId: rows.buckets.require(bucket).bucketId, bucket }, key, uploadId);
    },
    putPart: (upload, part) => queue.enqueue((transaction) => writes.putPart(transaction, upload, part)),
    listParts: (upload, page) => rows.uploads.listParts(upload.uploadId, page),
    abortUpload: (upload) => queue.run((transaction) => writes.abortUpload(transaction, upload)),

    async close() {
      queue.flush();
      await sweeper.stop();
      db.close();
    },
  };
}

function bucketMethods(
  queue: TransactionQueue,
  { buckets }: { readonly buckets: BucketRows },
  clock: () => Date,
): Pick<
  StoreEngine,
  "createBucket" | "getBucket" | "listBuckets" | "setVersioning" | "getDocument" | "setDocument"
> {
  return {
    createBucket: (input) =>
      queue.run(() => {
        refuseExisting(buckets, input);
        return buckets.insert(input, clock()).record;
      }),
    getBucket: (bucket) => buckets.require(bucket).record,
    listBuckets: (page) => buckets.list(page),
    setVersioning: (bucket, state) =>
      queue.run(() => buckets.setVersioning(buckets.require(bucket).bucketId, state)),
    getDocument: (bucket, kind) => buckets.getDocument(buckets.require(bucket).bucketId, kind),
    setDocument: (bucket, kind, document) =>
      queue.run(() => buckets.setDocument(buckets.require(bucket).bucketId, kind, document)),
  };
}

function refuseExisting(buckets: BucketRows, input: CreateBucketInput): void {
  const existing = buckets.find(input.bucket);
  if (!existing) return;
  const details = { BucketName: input.bucket };
  if (existing.record.owner === input.owner) {
    throw new S3Error("BucketAlreadyOwnedByYou", "You already own this bucket", { details });
  }
  throw new S3Error("BucketAlreadyExists", "The requested bucket name is not available", { details });
}

async function openFolder(dir: string, folder: BlobFolder, fsync: boolean): Promise<DatabaseSync> {
  const file = join(dir, "index.db");
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await refuseLostIndex(dir, file, folder);
    await createBlobFolder(folder);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`The store folder ${dir} cannot be used: ${messageOf(error)}`, {
      hints: ["Choose a folder that you may write to."],
      cause: error,
    });
  }
  return openIndex(file, { fsync });
}

/** Blobs without an index are a store whose index was lost: a new one would take all of them for garbage. */
async function refuseLostIndex(dir: string, file: string, folder: BlobFolder): Promise<void> {
  if ((await exists(file)) || !(await exists(folder.blobsDir))) return;
  throw new ConfigurationError(`The store folder ${dir} has blobs but no index.db`, {
    code: "StoreDamaged",
    hints: ["Restore index.db from a backup, or choose another folder."],
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissingFile(error)) return false;
    throw error;
  }
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
    error instanceof Error ? error : new Error("A blob could not be removed", { cause: error }),
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown reason";
}
