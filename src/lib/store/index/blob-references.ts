import { S3Error } from "../../wire/s3-error.js";
import type { BlobStage } from "../blobs/blob-stage.js";
import type { BlobSweeper } from "../blobs/blob-sweeper.js";
import { countExtents } from "../blobs/extents.js";
import type { Extent } from "../engine.js";
import type { BlobRows } from "./blob-rows.js";
import type { Transaction } from "./transaction-queue.js";

export interface ReferenceChange {
  readonly added: readonly Extent[];
  readonly removed: readonly Extent[];
}

/** Keeps the reference counts of blobs true to the extents that name them. */
export interface BlobReferences {
  /**
   * Count extents that the transaction added and removed. Staged blobs enter the index; ones that lost their last
   * reference are handed to the sweeper once the transaction is committed.
   * @throws S3Error OperationAborted when an added extent names a blob that is gone
   */
  change(transaction: Transaction, change: ReferenceChange): void;
}

/** The references of an index; what is staged comes from `stage`, what falls free goes to `sweeper`. */
export function blobReferences(blobs: BlobRows, stage: BlobStage, sweeper: BlobSweeper): BlobReferences {
  function add(transaction: Transaction, blobId: number, count: number): void {
    const staged = stage.find(blobId);
    if (staged && !blobs.exists(blobId)) {
      blobs.insert(staged, count);
      transaction.afterCommit(() => stage.settle(staged));
      return;
    }
    if (!sweeper.isCondemned(blobId) && blobs.addRefs(blobId, count)) return;
    throw new S3Error(
      "OperationAborted",
      "The content to be stored was removed meanwhile. Please try again.",
    );
  }

  function drop(transaction: Transaction, blobId: number, count: number): void {
    blobs.addRefs(blobId, count);
    transaction.afterCommit(() => sweeper.release(blobId));
  }

  return {
    change(transaction, { added, removed }) {
      const counts = new Map<number, number>();
      countExtents(counts, added, 1);
      countExtents(counts, removed, -1);
      for (const [blobId, count] of counts) {
        if (count > 0) add(transaction, blobId, count);
        if (count < 0) drop(transaction, blobId, count);
      }
    },
  };
}
