import { Transform, type TransformCallback } from "node:stream";
import { callbackify } from "node:util";
import { partContext } from "./contexts.js";
import { joinPieces } from "./join-pieces.js";
import { MessageSealer } from "./message-sealer.js";
import type { PlaintextChecksums } from "./summary.js";
import { sealTrailer, type TrailerSalts } from "./trailer.js";

/** What a sealing stream knows once its content has ended. */
export interface SealingStream extends Transform {
  /** Random, known from the beginning. */
  readonly salt: Buffer;
  /** Of the content so far. */
  readonly plaintextBytes: number;
}

export interface PartSealerOptions {
  /** The object's key, 32 bytes. */
  readonly objectKey: Uint8Array;
  /** 1 to 10,000. */
  readonly partNumber: number;
  /** For tests: it must never be used twice. */
  readonly salt?: Uint8Array | undefined;
}

/** Takes the content of a part of an upload, gives the sealed message. Memory: the buffers of a stream. */
export function createPartSealer({ objectKey, partNumber, salt }: PartSealerOptions): SealingStream {
  return new Sealing(new MessageSealer(objectKey, partContext(partNumber), salt), () => []);
}

export interface ObjectSealerOptions {
  /** The object's key, 32 bytes. */
  readonly objectKey: Uint8Array;
  /**
   * Checksums for the summary; asked once, when the content has ended well. The body's last bytes wait for the answer,
   * and a rejection fails the stream, so that no store ever has the body whole.
   */
  readonly checksums?: (() => PlaintextChecksums | Promise<PlaintextChecksums>) | undefined;
  /** For tests: none may be used twice. */
  readonly salts?: (TrailerSalts & { readonly part?: Uint8Array | undefined }) | undefined;
}

/** Takes the content of a PutObject, gives the whole body, `ciphertextSize` bytes. Memory: the buffers of a stream. */
export function createObjectSealer({ objectKey, checksums, salts = {} }: ObjectSealerOptions): SealingStream {
  const sealer = new MessageSealer(objectKey, partContext(0), salts.part);
  return new Sealing(sealer, async () => {
    const part = { number: 0, plaintextBytes: sealer.plaintextBytes, salt: sealer.salt };
    return sealTrailer(objectKey, [part], await checksums?.(), salts).pieces();
  });
}

class Sealing extends Transform implements SealingStream {
  readonly #sealer: MessageSealer;
  readonly #afterwards: () => Iterable<Buffer> | Promise<Iterable<Buffer>>;

  constructor(sealer: MessageSealer, afterwards: () => Iterable<Buffer> | Promise<Iterable<Buffer>>) {
    // One piece in hand is enough: every stream on the way holds one.
    super({ highWaterMark: 1 });
    this.#sealer = sealer;
    this.#afterwards = afterwards;
    this.push(sealer.header);
  }

  get salt(): Buffer {
    return this.#sealer.salt;
  }

  get plaintextBytes(): number {
    return this.#sealer.plaintextBytes;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // Together: a connection that is written 16 bytes of tag at a time takes several times as long.
    done(null, joinPieces(this.#sealer.seal(piece)));
  }

  override _flush(done: TransformCallback): void {
    callbackify(async () => {
      for (const sealed of [...this.#sealer.end(), ...(await this.#afterwards())]) this.push(sealed);
    })(done);
  }
}
