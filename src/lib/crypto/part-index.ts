import { INDEX_ENTRY_BYTES, SALT_BYTES } from "./sizes.js";

/** One sealed message of an object's content. */
export interface SealedPart {
  /** 1 to 10,000, or 0 for the content of a PutObject. */
  readonly number: number;
  readonly plaintextBytes: number;
  readonly salt: Buffer;
}

/** The list of parts as it is sealed: 32 bytes each. */
export function encodeIndex(parts: readonly SealedPart[]): Buffer {
  const index = Buffer.alloc(parts.length * INDEX_ENTRY_BYTES);
  for (const [position, part] of parts.entries()) {
    const at = position * INDEX_ENTRY_BYTES;
    index.writeUInt16BE(part.number, at);
    index.writeUIntBE(part.plaintextBytes, at + 2, 6);
    part.salt.copy(index, at + 8, 0, SALT_BYTES);
  }
  return index;
}

/** The parts that a list of whole entries holds; what they say is not yet checked. */
export function decodeIndex(index: Buffer): SealedPart[] {
  return Array.from({ length: index.length / INDEX_ENTRY_BYTES }, (_, position) => {
    const at = position * INDEX_ENTRY_BYTES;
    return {
      number: index.readUInt16BE(at),
      plaintextBytes: index.readUIntBE(at + 2, 6),
      salt: index.subarray(at + 8, at + INDEX_ENTRY_BYTES),
    };
  });
}
