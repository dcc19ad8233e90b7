/** Plaintext bytes of a chunk; the last chunk of a message is always shorter, if need be empty. */
export const CHUNK_BYTES = 16_384;
/** The tag after each chunk (AES-GCM). */
export const TAG_BYTES = 16;
export const SALT_BYTES = 24;
export const COMMITMENT_BYTES = 32;
/** Salt and commitment, before a message's first chunk. */
export const HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
export const KEY_BYTES = 32;
export const SUMMARY_BYTES = 96;
export const INDEX_ENTRY_BYTES = 32;
/** The sealed summary and the magic, at the end of every body. */
export const FOOTER_BYTES = 184;

/** What S3 takes as one PutObject or one part: 5 GiB. */
const MAX_REQUEST_BYTES = 5 * 1024 ** 3;
/** No part but the last is smaller (S3 User Guide, "Amazon S3 multipart upload limits"). */
const MIN_PART_BYTES = 5 * 1024 ** 2;
const TRAILER_SHARE_BYTES = 256;

/** Bytes of a sealed message over `plaintextBytes`. */
export function sealedSize(plaintextBytes: number): number {
  return plaintextBytes + TAG_BYTES * chunkCount(plaintextBytes) + HEADER_BYTES;
}

/** Chunks of a message, the short last one included: at least 1. */
export function chunkCount(plaintextBytes: number): number {
  return Math.floor(plaintextBytes / CHUNK_BYTES) + 1;
}

/** Bytes of the stored body of an object of `plaintextBytes`, however it was cut into parts. Strictly increasing. */
export function ciphertextSize(plaintextBytes: number): number {
  const tags = TAG_BYTES * Math.floor(plaintextBytes / CHUNK_BYTES);
  return plaintextBytes + tags + TRAILER_SHARE_BYTES * (1 + Math.floor(plaintextBytes / MIN_PART_BYTES));
}

/** The inverse of {@link ciphertextSize}; undefined for a size that no encrypted body has. */
export function plaintextSize(ciphertextBytes: number): number | undefined {
  let [low, high] = [0, ciphertextBytes - TRAILER_SHARE_BYTES];
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (ciphertextSize(middle) < ciphertextBytes) low = middle + 1;
    else high = middle;
  }
  return low === high && ciphertextSize(low) === ciphertextBytes ? low : undefined;
}

/** At most so many bytes follow the sealed parts of an object: index, padding and footer. */
export function maxTrailerSize(plaintextBytes: number): number {
  return ciphertextSize(plaintextBytes) - sealedSize(plaintextBytes);
}

/** The largest plaintext whose body still fits into one PutObject. */
export const MAX_PUT_PLAINTEXT_BYTES = largestWithin(ciphertextSize, MAX_REQUEST_BYTES);

/** The largest plaintext whose sealed message still fits into one part. */
export const MAX_PART_PLAINTEXT_BYTES = largestWithin(sealedSize, MAX_REQUEST_BYTES);

function largestWithin(sizeOf: (plaintextBytes: number) => number, limitBytes: number): number {
  let [low, high] = [0, limitBytes];
  while (low < high) {
    const middle = high - Math.floor((high - low) / 2);
    if (sizeOf(middle) <= limitBytes) low = middle;
    else high = middle - 1;
  }
  return low;
}
