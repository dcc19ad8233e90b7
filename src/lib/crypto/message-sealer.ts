import { randomBytes, type CipherGCM } from "node:crypto";
import { chunkCipher, deriveMessageKeys, messageHeader, type MessageKeys } from "./message-keys.js";
import { CHUNK_BYTES, SALT_BYTES } from "./sizes.js";

/**
 * Seals one message piece by piece: first {@link header}, then what {@link seal} gives for each piece, then what
 * {@link end} gives. Holds no plaintext and puts no buffers together. Bytes given out may be sent at once.
 */
export class MessageSealer {
  readonly header: Buffer;
  readonly #keys: MessageKeys;
  #cipher: CipherGCM;
  #chunk = 0;
  #chunkBytes = 0;
  #plaintextBytes = 0;

  /** `salt` is for tests: it must never be used twice. */
  constructor(key: Uint8Array, context: Uint8Array, salt: Uint8Array = randomBytes(SALT_BYTES)) {
    this.#keys = deriveMessageKeys(key, context, salt);
    this.header = messageHeader(this.#keys);
    this.#cipher = chunkCipher(this.#keys, 0);
  }

  get salt(): Buffer {
    return this.#keys.salt;
  }

  /** Bytes given to {@link seal} so far. */
  get plaintextBytes(): number {
    return this.#plaintextBytes;
  }

  seal(piece: Uint8Array): Buffer[] {
    const sealed: Buffer[] = [];
    this.#plaintextBytes += piece.length;
    for (let rest = piece; rest.length > 0;) {
      const taken = rest.subarray(0, CHUNK_BYTES - this.#chunkBytes);
      sealed.push(this.#cipher.update(taken));
      this.#chunkBytes += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#chunkBytes === CHUNK_BYTES) sealed.push(this.#nextChunk());
    }
    return sealed;
  }

  /** The tag of the last chunk. Nothing may be sealed afterwards. */
  end(): Buffer[] {
    return [this.#endChunk()];
  }

  #nextChunk(): Buffer {
    const tag = this.#endChunk();
    this.#chunk += 1;
    this.#chunkBytes = 0;
    this.#cipher = chunkCipher(this.#keys, this.#chunk);
    return tag;
  }

  #endChunk(): Buffer {
    this.#cipher.final();
    return this.#cipher.getAuthTag();
  }
}
