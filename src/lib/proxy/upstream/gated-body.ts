import { Readable } from "node:stream";

/** What a watch needs to know of a body that is being sent. */
export interface SendingProgress {
  /** When the store last stopped taking what was offered, or began to think about what it has; undefined while it is not its turn. */
  readonly waitingSinceMs: number | undefined;
  /** True once all of it was given to the connection. */
  readonly isSent: boolean;
}

/**
 * A body on its way to the store, whose last bytes are held until `source` has ended, which it does only when all that the
 * client declared was right and everything that checks the content has passed. When `source` fails, so does this: the
 * connection is then dropped before the declared length is reached, and the store keeps what it had.
 *
 * Source: RFC 9112 §8: a message that ends before its Content-Length is incomplete.
 */
export class GatedBody extends Readable implements SendingProgress {
  waitingSinceMs: number | undefined;
  isSent = false;
  readonly #source: Readable;
  #held: Buffer | undefined;

  constructor(source: Readable) {
    // One chunk in hand is enough: every stream on the way holds one.
    super({ highWaterMark: 1 });
    this.#source = source;
    source
      .on("data", this.#onData)
      .on("end", this.#onEnd)
      .on("error", this.#onError)
      .on("close", this.#onClose);
    source.pause();
  }

  override _read(): void {
    this.waitingSinceMs = undefined;
    this.#source.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    this.#source.destroy();
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    const held = this.#held;
    this.#held = chunk;
    if (held !== undefined && !this.push(held)) {
      this.waitingSinceMs = performance.now();
      this.#source.pause();
    }
  };

  readonly #onEnd = (): void => {
    if (this.#held !== undefined) this.push(this.#held);
    this.#held = undefined;
    this.isSent = true;
    this.waitingSinceMs = performance.now();
    this.push(null);
  };

  readonly #onError = (error: Error): void => {
    this.destroy(error);
  };

  readonly #onClose = (): void => {
    if (!this.#source.readableEnded) this.destroy(new Error("The body ended early"));
  };
}
