import { randomBytes } from "node:crypto";
import { indexContext, summaryContext } from "./contexts.js";
import { encryptionError } from "./encryption-failure.js";
import { openMessage, sealMessage } from "./message.js";
import { placeParts, plaintextSizeOf, type ObjectLayout } from "./object-layout.js";
import { decodeIndex, encodeIndex, type SealedPart } from "./part-index.js";
import { ciphertextSize, FOOTER_BYTES, INDEX_ENTRY_BYTES, SALT_BYTES, sealedSize } from "./sizes.js";
import { decodeSummary, encodeSummary, type PlaintextChecksums, type Summary } from "./summary.js";

const MAGIC = Buffer.from("s3kit-enc-v1\0\0\0\0", "latin1");
const NOTHING = Buffer.alloc(0);
const ZEROS = Buffer.alloc(65_536);
const MAX_PART_NUMBER = 10_000;

export interface SealedTrailer {
  readonly sizeBytes: number;
  /** The bytes in order; padding comes in shared buffers, which must not be written to. */
  readonly pieces: () => Iterable<Buffer>;
}

export interface TrailerSalts {
  readonly index?: Uint8Array | undefined;
  readonly summary?: Uint8Array | undefined;
}

/**
 * What follows the sealed parts of an object: index, padding, summary, magic. `parts` are in the order of the content.
 * `salts` are for tests: they must never be used twice.
 *
 * @throws RangeError when a part other than the last is below 5 MiB, so that sizes could not be told by arithmetic
 */
export function sealTrailer(
  objectKey: Uint8Array,
  parts: readonly SealedPart[],
  checksums: PlaintextChecksums = {},
  salts: TrailerSalts = {},
): SealedTrailer {
  const [first] = parts;
  if (first === undefined) throw new RangeError("An object has at least one part");
  const { plaintextBytes, dataBytes, storedBytes } = placeParts(parts, checksums);
  const index =
    parts.length > 1 ? sealMessage(objectKey, indexContext(), encodeIndex(parts), salts.index) : NOTHING;
  const paddingBytes = storedBytes - dataBytes - index.length - FOOTER_BYTES;
  if (paddingBytes < 0) throw new RangeError("Parts are too small");
  const summary = encodeSummary({
    firstPartNumber: first.number,
    partCount: parts.length,
    plaintextBytes,
    dataBytes,
    indexBytes: index.length,
    firstSalt: first.salt,
    checksums,
  });
  const sealed = sealMessage(objectKey, summaryContext(), summary, salts.summary ?? randomBytes(SALT_BYTES));
  return {
    sizeBytes: storedBytes - dataBytes,
    pieces: () => [index, ...padding(paddingBytes), sealed, MAGIC],
  };
}

function* padding(sizeBytes: number): Generator<Buffer> {
  for (let rest = sizeBytes; rest > 0; rest -= ZEROS.length) yield ZEROS.subarray(0, rest);
}

/**
 * Read the last {@link FOOTER_BYTES} of a body of `storedBytes`.
 *
 * @throws IntegrityError when they are not authentic, or not of a body of that size
 */
export function openSummary(objectKey: Uint8Array, footer: Buffer, storedBytes: number): Summary {
  if (footer.length !== FOOTER_BYTES || !footer.subarray(-MAGIC.length).equals(MAGIC)) {
    throw encryptionError("Damaged", "The object's end is missing or was changed");
  }
  const sealed = footer.subarray(0, -MAGIC.length);
  const summary = decodeSummary(
    openMessage(objectKey, summaryContext(), sealed, "The object's summary", "Damaged"),
  );
  const { plaintextBytes, dataBytes, indexBytes, partCount } = summary;
  const expectedIndex = partCount > 1 ? sealedSize(partCount * INDEX_ENTRY_BYTES) : 0;
  const fits = dataBytes + indexBytes + FOOTER_BYTES <= storedBytes;
  if (ciphertextSize(plaintextBytes) !== storedBytes || indexBytes !== expectedIndex || !fits) {
    throw encryptionError("Damaged", "The object's summary does not describe a body of this size");
  }
  return summary;
}

/** Which bytes of a body hold the sealed index; undefined when it has none. `end` is exclusive. */
function indexSpan({ dataBytes, indexBytes }: Summary): { start: number; end: number } | undefined {
  return indexBytes === 0 ? undefined : { start: dataBytes, end: dataBytes + indexBytes };
}

/**
 * The layout of an object from its summary and, for uploads in parts, its sealed index.
 *
 * @throws IntegrityError when they contradict each other or are not authentic
 */
export function openLayout(
  objectKey: Uint8Array,
  summary: Summary,
  sealedIndex: Uint8Array = NOTHING,
): ObjectLayout {
  const parts = openParts(objectKey, summary, sealedIndex);
  const layout = placeParts(parts, summary.checksums);
  const [first] = parts;
  const agrees =
    first?.number === summary.firstPartNumber &&
    first.salt.equals(summary.firstSalt) &&
    layout.plaintextBytes === summary.plaintextBytes &&
    layout.dataBytes === summary.dataBytes &&
    areNumbersRight(parts);
  if (!agrees) throw encryptionError("Damaged", "The object's list of parts contradicts its summary");
  return layout;
}

/**
 * The layout from the last bytes of a body, at least {@link FOOTER_BYTES}; or the span of the body that must be read as
 * well, when the index begins before them.
 *
 * @throws IntegrityError
 */
export function openTail(
  objectKey: Uint8Array,
  tail: Buffer,
  storedBytes: number,
): { layout: ObjectLayout } | { missing: { start: number; end: number }; summary: Summary } {
  plaintextSizeOf(storedBytes);
  const summary = openSummary(objectKey, tail.subarray(-FOOTER_BYTES), storedBytes);
  const span = indexSpan(summary);
  if (span === undefined) return { layout: openLayout(objectKey, summary) };
  const tailStart = storedBytes - tail.length;
  if (span.start < tailStart) return { missing: span, summary };
  const sealedIndex = tail.subarray(span.start - tailStart, span.end - tailStart);
  return { layout: openLayout(objectKey, summary, sealedIndex) };
}

function openParts(objectKey: Uint8Array, summary: Summary, sealedIndex: Uint8Array): SealedPart[] {
  const { partCount, firstPartNumber, firstSalt, plaintextBytes, indexBytes } = summary;
  if (partCount === 1) return [{ number: firstPartNumber, plaintextBytes, salt: firstSalt }];
  if (sealedIndex.length !== indexBytes)
    throw encryptionError("Damaged", "The object's list of parts is cut");
  return decodeIndex(
    openMessage(objectKey, indexContext(), sealedIndex, "The object's list of parts", "Damaged"),
  );
}

/** A PutObject is one part of number 0; parts of uploads have ascending numbers from 1. */
function areNumbersRight(parts: readonly SealedPart[]): boolean {
  if (parts.length === 1 && parts[0]?.number === 0) return true;
  return parts.every(({ number }, position) => {
    return number > (parts[position - 1]?.number ?? 0) && number <= MAX_PART_NUMBER;
  });
}
