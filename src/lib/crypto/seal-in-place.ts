import { partContext } from "./contexts.js";
import { giveBack } from "./give-back.js";
import { chunkCipher, deriveMessageKeys, messageHeader } from "./message-keys.js";
import { chunkCount, CHUNK_BYTES, HEADER_BYTES, sealedSize, TAG_BYTES } from "./sizes.js";

/**
 * Seal the first `plaintextBytes` of a buffer as a part, within the buffer, which must have room for `sealedSize` bytes. Gives
 * the sealed message, a view of it.
 */
export function sealPartInPlace(
  objectKey: Uint8Array,
  part: { readonly number: number; readonly plaintextBytes: number; readonly salt: Buffer },
  buffer: Buffer,
): Buffer {
  const { plaintextBytes } = part;
  const keys = deriveMessageKeys(objectKey, partContext(part.number), part.salt);
  // From the end: each sealed chunk lies behind the plaintext of those before it.
  for (let index = chunkCount(plaintextBytes) - 1; index >= 0; index -= 1) {
    const cipher = chunkCipher(keys, index);
    const start = index * CHUNK_BYTES;
    const sealed = cipher.update(buffer.subarray(start, Math.min(start + CHUNK_BYTES, plaintextBytes)));
    cipher.final();
    const at = HEADER_BYTES + index * (CHUNK_BYTES + TAG_BYTES);
    const tagAt = at + sealed.copy(buffer, at);
    giveBack(sealed);
    cipher.getAuthTag().copy(buffer, tagAt);
  }
  messageHeader(keys).copy(buffer);
  return buffer.subarray(0, sealedSize(plaintextBytes));
}
