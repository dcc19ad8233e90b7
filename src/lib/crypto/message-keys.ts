import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  timingSafeEqual,
  type CipherGCM,
  type DecipherGCM,
  type KeyObject,
} from "node:crypto";
import { encryptionError } from "./encryption-failure.js";
import { COMMITMENT_BYTES, HEADER_BYTES, KEY_BYTES, SALT_BYTES, TAG_BYTES } from "./sizes.js";

/** What one message is sealed with: all of it follows from a key, a context and a random salt. */
export interface MessageKeys {
  readonly salt: Buffer;
  readonly commitment: Buffer;
  /** A KeyObject: three times as fast for 16 KiB as the raw bytes, which are imported anew for each chunk. */
  readonly contentKey: KeyObject;
  readonly nonceBase: Buffer;
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const INFO = Buffer.from("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0", "latin1");

/**
 * The keys of one message.
 *
 * Source: C2SP chunked-encryption with AEAD_AES_256_GCM and SHA-512; HKDF-Expand of RFC 5869, section 2.3, with L = 76.
 */
export function deriveMessageKeys(key: Uint8Array, context: Uint8Array, salt: Uint8Array): MessageKeys {
  if (key.length !== KEY_BYTES || salt.length !== SALT_BYTES)
    throw new RangeError("Wrong length of key or salt");
  const info = Buffer.concat([INFO, salt, context]);
  const first = createHmac("sha512", key).update(info).update(Buffer.of(1)).digest();
  const second = createHmac("sha512", key).update(first).update(info).update(Buffer.of(2)).digest();
  const output = Buffer.concat([first, second]);
  const [nonceAt, commitmentAt] = [KEY_BYTES, KEY_BYTES + NONCE_BYTES];
  return {
    salt: Buffer.from(salt),
    contentKey: createSecretKey(output.subarray(0, nonceAt)),
    nonceBase: output.subarray(nonceAt, commitmentAt),
    commitment: output.subarray(commitmentAt, commitmentAt + COMMITMENT_BYTES),
  };
}

/** The first bytes of a message: salt and commitment. */
export function messageHeader({ salt, commitment }: MessageKeys): Buffer {
  return Buffer.concat([salt, commitment], HEADER_BYTES);
}

/**
 * Compare a commitment in constant time.
 *
 * @throws IntegrityError `WrongKey`; or `Damaged` for what an object's own key sealed, as that one was opened rightly
 */
export function checkCommitment(
  keys: MessageKeys,
  commitment: Uint8Array,
  what: string,
  mismatch: "WrongKey" | "Damaged",
): void {
  if (commitment.length === COMMITMENT_BYTES && timingSafeEqual(keys.commitment, commitment)) return;
  throw mismatch === "WrongKey"
    ? encryptionError("WrongKey", `${what} was sealed with another key or under another name`)
    : encryptionError("Damaged", `${what} was changed, or belongs to another object`);
}

export function chunkCipher({ contentKey, nonceBase }: MessageKeys, index: number): CipherGCM {
  return createCipheriv(CIPHER, contentKey, chunkNonce(nonceBase, index), { authTagLength: TAG_BYTES });
}

export function chunkDecipher({ contentKey, nonceBase }: MessageKeys, index: number): DecipherGCM {
  return createDecipheriv(CIPHER, contentKey, chunkNonce(nonceBase, index), { authTagLength: TAG_BYTES });
}

/** The base with the chunk's number, 96 bits big-endian, put over it. */
function chunkNonce(base: Buffer, index: number): Buffer {
  const nonce = Buffer.from(base);
  const [high, low] = [Math.floor(index / 2 ** 32), index % 2 ** 32];
  nonce.writeUInt32BE((base.readUInt32BE(4) ^ high) >>> 0, 4);
  nonce.writeUInt32BE((base.readUInt32BE(8) ^ low) >>> 0, 8);
  return nonce;
}
