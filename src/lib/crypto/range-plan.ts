import type { ObjectLayout, PlacedPart } from "./object-layout.js";
import { CHUNK_BYTES, chunkCount, HEADER_BYTES, sealedSize, TAG_BYTES } from "./sizes.js";

/** Chunks of one part that follow each other; with the part's header when the first of them is among them. */
export interface ChunkSpan {
  readonly part: PlacedPart;
  readonly firstChunk: number;
  readonly lastChunk: number;
}

/** Which bytes of a stored body to read, and what is in them. Ends are exclusive. */
export interface RangePlan {
  readonly layout: ObjectLayout;
  /** Of the plaintext. */
  readonly start: number;
  readonly end: number;
  /** Of the stored body. */
  readonly sealedStart: number;
  readonly sealedEnd: number;
  readonly spans: readonly ChunkSpan[];
}

/**
 * What to read for some bytes of the plaintext: one contiguous range of the body.
 *
 * @throws RangeError unless 0 ≤ start < end ≤ the plaintext's size
 */
export function planRange(layout: ObjectLayout, { start, end }: { start: number; end: number }): RangePlan {
  if (start < 0 || start >= end || end > layout.plaintextBytes)
    throw new RangeError("The object has no such range");
  const spans = layout.parts
    .filter(
      ({ plaintextStart, plaintextBytes }) => plaintextStart < end && plaintextStart + plaintextBytes > start,
    )
    .map((part) => ({
      part,
      firstChunk: Math.floor(Math.max(0, start - part.plaintextStart) / CHUNK_BYTES),
      lastChunk: Math.floor((Math.min(end - part.plaintextStart, part.plaintextBytes) - 1) / CHUNK_BYTES),
    }))
    .map(withShortLastChunk);
  return planSpans(layout, { start, end }, spans);
}

/**
 * What to read for all of the plaintext from a byte on: all parts to their ends, empty chunks too, but not the trailer.
 * `start` may be the plaintext's size: then only the end is looked at again.
 */
export function planWhole(layout: ObjectLayout, start = 0): RangePlan {
  const spans = layout.parts
    .filter(({ plaintextStart, plaintextBytes }) => plaintextStart + plaintextBytes >= start)
    .map((part) => ({
      part,
      firstChunk: Math.floor(Math.max(0, start - part.plaintextStart) / CHUNK_BYTES),
      lastChunk: chunkCount(part.plaintextBytes) - 1,
    }));
  return planSpans(layout, { start, end: layout.plaintextBytes }, spans);
}

/**
 * The bytes of a PutObject's body that hold a range of its plaintext, when its size is not known yet; `end` is exclusive,
 * and may lie beyond the object's end, as may the answer's. {@link planRange} with the then known layout begins at the
 * same byte.
 */
export function guessPutRange({ start, end }: { start: number; end: number }): {
  sealedStart: number;
  sealedEnd: number;
} {
  const firstChunk = Math.floor(start / CHUNK_BYTES);
  return {
    sealedStart: chunkStart(firstChunk),
    sealedEnd: chunkStart(Math.floor((end - 1) / CHUNK_BYTES) + 1),
  };
}

/** A part read to its end is read to the empty chunk that may end it: parts of one plan must follow each other. */
function withShortLastChunk(span: ChunkSpan, position: number, spans: readonly ChunkSpan[]): ChunkSpan {
  const isLast = position === spans.length - 1;
  return isLast ? span : { ...span, lastChunk: chunkCount(span.part.plaintextBytes) - 1 };
}

function planSpans(
  layout: ObjectLayout,
  range: { start: number; end: number },
  spans: readonly ChunkSpan[],
): RangePlan {
  const [first, last] = [spans[0], spans.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError("The object has no such range");
  const sealedStart = first.part.sealedStart + chunkStart(first.firstChunk);
  const partEnd = sealedSize(last.part.plaintextBytes);
  const sealedEnd = last.part.sealedStart + Math.min(partEnd, chunkStart(last.lastChunk + 1));
  return { layout, ...range, sealedStart, sealedEnd, spans };
}

/** Where a chunk begins in its message; the first one with the message's header. */
function chunkStart(index: number): number {
  return index === 0 ? 0 : HEADER_BYTES + index * (CHUNK_BYTES + TAG_BYTES);
}
