import { CHUNK_BYTES, TAG_BYTES } from "../../../crypto/sizes.js";
import { guessPutRange } from "../../../crypto/range-plan.js";
import type { Headers } from "../../../wire/exchange.js";

/** What a Range header asks for, before the object's size is known. `end` is exclusive. */
export type RangeWish =
  | { readonly kind: "from"; readonly start: number; readonly end: number | undefined }
  | { readonly kind: "last"; readonly sizeBytes: number };

/**
 * Read a Range header. Undefined: the whole object, since there is none, or it is of a form that is ignored: several ranges, or
 * one that ends before it starts (RFC 9110 §14.2).
 */
export function readRangeWish({ range }: Headers): RangeWish | undefined {
  const [, first = "", last = ""] = RANGE.exec(range ?? "") ?? [];
  if (first === "") return last === "" ? undefined : { kind: "last", sizeBytes: Number(last) };
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  return { kind: "from", start, end: last === "" ? undefined : Number(last) + 1 };
}

const RANGE = /^\s*bytes\s*=\s*([0-9]{0,15})[0-9]{0,4}\s*-\s*([0-9]{0,15})[0-9]{0,4}\s*$/i;

const MIN_PART_BYTES = 5 * 1024 * 1024;
/** Each message has a header, and a tag more than its size accounts for. */
const SHARE_OF_PART_BYTES = 72;
/** The trailer of an object of up to 400 MB. */
const USUAL_TRAILER_BYTES = 24 * 1024;

/**
 * The Range header for a store, such that the answer holds the wish whether the object has one part or several: how many is not
 * known yet, but each is of 5 MiB at least, so that the borders move by little. Only of the longest objects the last bytes may
 * turn out to begin earlier.
 */
export function guessStoredRange(wish: RangeWish): string {
  if (wish.kind === "last") return `bytes=-${lastBytes(wish.sizeBytes).toString()}`;
  const { start, end } = wish;
  const first = firstByte(start).toString();
  return end === undefined ? `bytes=${first}-` : `bytes=${first}-${(endByte(start, end) - 1).toString()}`;
}

function firstByte(start: number): number {
  const { sealedStart } = guessPutRange({ start, end: start + 1 });
  if (start < MIN_PART_BYTES) return sealedStart;
  const lowest = start - CHUNK_BYTES + TAG_BYTES * (Math.floor(start / CHUNK_BYTES) - 1);
  return Math.min(sealedStart, lowest);
}

function endByte(start: number, end: number): number {
  const { sealedEnd } = guessPutRange({ start, end });
  return end <= MIN_PART_BYTES ? sealedEnd : sealedEnd + CHUNK_BYTES + surplusOfParts(end);
}

function lastBytes(sizeBytes: number): number {
  const tags = TAG_BYTES * (Math.floor(sizeBytes / CHUNK_BYTES) + 2);
  return sizeBytes + tags + CHUNK_BYTES + surplusOfParts(sizeBytes) + USUAL_TRAILER_BYTES;
}

function surplusOfParts(sizeBytes: number): number {
  return SHARE_OF_PART_BYTES * (Math.floor(sizeBytes / MIN_PART_BYTES) + 2);
}
