import { renameSync, statfsSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { RequestBody } from "../../wire/exchange.js";
import type { StagedBlob } from "../engine.js";
import type { BlobEntry } from "../index/blob-rows.js";
import { diskFullError } from "../storage-error.js";
import type { BlobFolder } from "./blob-folder.js";
import { BlobWriter } from "./blob-writer.js";

/**
 * Room that new content leaves on the disk: the index needs it to go on with deletes, up to its whole write-ahead log
 * once in the log and once in the file. Without, a full disk could not be made room on.
 */
const HEADROOM_BYTES = 32 * 1024 * 1024;

/** Blobs that were written but that no commit has named yet. */
export interface BlobStage {
  stage(body: RequestBody): Promise<StagedBlob>;
  find(blobId: number): BlobEntry | undefined;
  /**
   * The index names the blob now: move its file to its place. Where that fails, the content is whole and is read from
   * where it is until the next start moves it: the write stands.
   */
  settle(blob: BlobEntry): void;
  /** Whether the waiting commits name files: their folder must then reach the disk before the index does. */
  hasFiles(): boolean;
}

/**
 * The staging area. A staged file stays in `tmp/` until after the index transaction, so that a crash leaves
 * something to look at in `tmp/` only.
 */
export function createBlobStage(
  folder: BlobFolder,
  nextBlobId: () => number,
  options: { readonly fsync: boolean; readonly onError: (error: unknown) => void },
): BlobStage {
  const staged = new Map<number, BlobEntry>();

  async function stage(body: RequestBody): Promise<StagedBlob> {
    if (isAlmostFull(folder.temporaryDir)) {
      body.stream.destroy();
      throw diskFullError();
    }
    const blobId = nextBlobId();
    const writer = new BlobWriter(folder.temporaryPath(blobId), options);
    try {
      await pipeline(body.stream, writer);
    } catch (error) {
      await writer.discard();
      throw error;
    }
    const { sizeBytes, content } = writer;
    if (sizeBytes > 0) staged.set(blobId, { blobId, sizeBytes, md5: body.digests.get("MD5"), content });
    return {
      extents: sizeBytes > 0 ? [{ blobId, offset: 0, sizeBytes }] : [],
      sizeBytes,
      digests: body.digests,
      async discard() {
        if (staged.delete(blobId) && content === undefined) await writer.discard();
      },
    };
  }

  return {
    stage,
    find: (blobId) => staged.get(blobId),
    settle(blob) {
      staged.delete(blob.blobId);
      if (blob.content !== undefined) return;
      try {
        renameSync(folder.temporaryPath(blob.blobId), folder.path(blob.blobId));
      } catch (error) {
        options.onError(error);
      }
    },
    hasFiles: () => staged.values().some(({ content }) => content === undefined),
  };
}

function isAlmostFull(dir: string): boolean {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize < HEADROOM_BYTES;
}
