import type { ByteRange, Extent } from "../engine.js";

/** The part of a content that a range covers, as extents of the same blobs: how copies of ranges move no bytes. */
export function sliceExtents(extents: readonly Extent[], range: ByteRange): readonly Extent[] {
  const slice: Extent[] = [];
  let position = 0;
  for (const extent of extents) {
    const from = Math.max(range.start - position, 0);
    const to = Math.min(range.end + 1 - position, extent.sizeBytes);
    if (from < to) slice.push({ blobId: extent.blobId, offset: extent.offset + from, sizeBytes: to - from });
    position += extent.sizeBytes;
  }
  return slice;
}

/** How often each blob is named, for reference counts: `extents` counted with `sign`, added to `counts`. */
export function countExtents(counts: Map<number, number>, extents: readonly Extent[], sign: 1 | -1): void {
  for (const { blobId } of extents) counts.set(blobId, (counts.get(blobId) ?? 0) + sign);
}
