import { randomBytes } from "node:crypto";
import { encryptionError } from "./encryption-failure.js";
import { checkCommitment, chunkDecipher, deriveMessageKeys, type MessageKeys } from "./message-keys.js";
import { MessageSealer } from "./message-sealer.js";
import { CHUNK_BYTES, HEADER_BYTES, SALT_BYTES, TAG_BYTES } from "./sizes.js";

/** Seal bytes that are at hand as a whole. `salt` is for tests: it must never be used twice. */
export function sealMessage(
  key: Uint8Array,
  context: Uint8Array,
  plaintext: Uint8Array,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): Buffer {
  const sealer = new MessageSealer(key, context, salt);
  const pieces = [sealer.header, ...sealer.seal(plaintext), ...sealer.end()];
  return Buffer.concat(pieces);
}

/**
 * Open a whole message. `what` names it in errors; `mismatch` is what another key means, see {@link checkCommitment}.
 *
 * @throws IntegrityError `WrongKey` or `Damaged`
 */
export function openMessage(
  key: Uint8Array,
  context: Uint8Array,
  message: Uint8Array,
  what: string,
  mismatch: "WrongKey" | "Damaged" = "WrongKey",
): Buffer {
  if (message.length < HEADER_BYTES + TAG_BYTES) throw encryptionError("Damaged", `${what} is too short`);
  const keys = deriveMessageKeys(key, context, message.subarray(0, SALT_BYTES));
  checkCommitment(keys, message.subarray(SALT_BYTES, HEADER_BYTES), what, mismatch);
  return Buffer.concat(openChunks(keys, message.subarray(HEADER_BYTES), what));
}

function openChunks(keys: MessageKeys, sealed: Uint8Array, what: string): Buffer[] {
  const opened: Buffer[] = [];
  for (let at = 0; ; at += CHUNK_BYTES + TAG_BYTES) {
    const chunk = sealed.subarray(at, at + CHUNK_BYTES + TAG_BYTES);
    if (chunk.length < TAG_BYTES) throw encryptionError("Damaged", `${what} is cut short`);
    opened.push(openChunk(keys, opened.length, chunk, what));
    // "The last chunk is always shorter": a full one is followed by another.
    if (chunk.length < CHUNK_BYTES + TAG_BYTES) return opened;
  }
}

function openChunk(keys: MessageKeys, index: number, chunk: Uint8Array, what: string): Buffer {
  const decipher = chunkDecipher(keys, index);
  const plaintext = decipher.update(chunk.subarray(0, -TAG_BYTES));
  decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
  try {
    decipher.final();
  } catch (cause) {
    throw encryptionError("Damaged", `${what} was changed: chunk ${index.toString()} is not authentic`, {
      cause,
    });
  }
  return plaintext;
}
