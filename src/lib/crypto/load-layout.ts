import { encryptionError } from "./encryption-failure.js";
import type { EncryptionMetadata } from "./encryption-metadata.js";
import { plaintextSizeOf, type ObjectLayout } from "./object-layout.js";
import { FOOTER_BYTES, maxTrailerSize } from "./sizes.js";
import { openLayout, openTail } from "./trailer.js";

/** What is read at first of an upload's end at most; the index of most lies within. */
const MAX_TAIL_BYTES = 512 * 1024;

/**
 * Read and check the end of a body: one read, or two for uploads with many parts or of many gigabytes.
 *
 * @param readRange reads bytes of the body, `end` exclusive
 * @throws IntegrityError
 */
export async function loadLayout(
  objectKey: Uint8Array,
  body: { readonly metadata: Pick<EncryptionMetadata, "salt">; readonly storedBytes: number },
  readRange: (start: number, end: number) => Promise<Buffer>,
): Promise<ObjectLayout> {
  const { metadata, storedBytes } = body;
  const plaintextBytes = plaintextSizeOf(storedBytes);
  const trailerBytes = metadata.salt === undefined ? maxTrailerSize(plaintextBytes) : FOOTER_BYTES;
  const tailBytes = Math.max(FOOTER_BYTES, Math.min(trailerBytes, MAX_TAIL_BYTES));
  const tail = openTail(objectKey, await readRange(storedBytes - tailBytes, storedBytes), storedBytes);
  const layout =
    "layout" in tail
      ? tail.layout
      : openLayout(objectKey, tail.summary, await readRange(tail.missing.start, tail.missing.end));
  assertSalt(layout, metadata.salt);
  return layout;
}

/** The metadata is not sealed: what it says must agree with what is. */
function assertSalt({ parts }: ObjectLayout, salt: Buffer | undefined): void {
  const [first] = parts;
  if (salt === undefined || (first?.number === 0 && first.salt.equals(salt))) return;
  throw encryptionError("Damaged", "The object's metadata contradicts its summary");
}
