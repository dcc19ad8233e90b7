import type { SealedPart } from "./part-index.js";
import { ciphertextSize, plaintextSize, sealedSize } from "./sizes.js";
import { encryptionError } from "./encryption-failure.js";
import type { PlaintextChecksums } from "./summary.js";

/** A part, and where its plaintext and its sealed message begin. */
export interface PlacedPart extends SealedPart {
  readonly plaintextStart: number;
  readonly sealedStart: number;
}

/** Where everything is in a stored body. */
export interface ObjectLayout {
  /** In the order of the content; part sizes are of the plaintext. */
  readonly parts: readonly PlacedPart[];
  readonly plaintextBytes: number;
  readonly storedBytes: number;
  /** Of all sealed parts together. */
  readonly dataBytes: number;
  /** Undefined until the sealed summary was read: then only the chunks themselves vouch for their place. */
  readonly checksums: PlaintextChecksums | undefined;
}

/** The layout of parts one after the other. */
export function placeParts(
  parts: readonly SealedPart[],
  checksums: PlaintextChecksums | undefined,
): ObjectLayout {
  let [plaintextStart, sealedStart] = [0, 0];
  const placed = parts.map((part) => {
    const place = { ...part, plaintextStart, sealedStart };
    plaintextStart += part.plaintextBytes;
    sealedStart += sealedSize(part.plaintextBytes);
    return place;
  });
  return {
    parts: placed,
    plaintextBytes: plaintextStart,
    storedBytes: ciphertextSize(plaintextStart),
    dataBytes: sealedStart,
    checksums,
  };
}

/**
 * The layout of a PutObject, from the salt in its metadata and the size of its body, without a look at the trailer.
 *
 * @throws IntegrityError `Damaged` when no encrypted body has that size
 */
export function putLayout(salt: Buffer, storedBytes: number): ObjectLayout {
  return placeParts([{ number: 0, plaintextBytes: plaintextSizeOf(storedBytes), salt }], undefined);
}

/** The plaintext size of a body. @throws IntegrityError `Damaged` when no encrypted body has that size */
export function plaintextSizeOf(storedBytes: number): number {
  const sizeBytes = plaintextSize(storedBytes);
  if (sizeBytes !== undefined) return sizeBytes;
  throw encryptionError(
    "Damaged",
    `No encrypted object is ${storedBytes.toString()} bytes long: it was cut or added to`,
  );
}
