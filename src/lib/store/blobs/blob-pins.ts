import type { Extent } from "../engine.js";

/** Which blobs are being read. An unreferenced blob stays on disk while it is pinned. */
export interface BlobPins {
  pin(extents: readonly Extent[]): void;
  unpin(extents: readonly Extent[]): void;
  isPinned(blobId: number): boolean;
}

/** Pins that live as long as the process: what it read when it ended, nobody reads any more. */
export function createBlobPins(): BlobPins {
  const readers = new Map<number, number>();
  return {
    pin(extents) {
      for (const { blobId } of extents) readers.set(blobId, (readers.get(blobId) ?? 0) + 1);
    },
    unpin(extents) {
      for (const { blobId } of extents) {
        const left = (readers.get(blobId) ?? 0) - 1;
        if (left > 0) readers.set(blobId, left);
        else readers.delete(blobId);
      }
    },
    isPinned: (blobId) => readers.has(blobId),
  };
}
