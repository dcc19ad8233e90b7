import { Readable } from "node:stream";
import type { ContentCheck } from "./content-check.js";

/**
 * Content on its way through hooks: gives every chunk to `check`, and on to its reader one chunk behind, so that the last
 * bytes leave, and the stream ends, only when all hooks have passed. Fails with the S3Error of the first refusal, at once.
 *
 * Destroying either stream destroys the other. Memory: the chunk held, and what `check` holds.
 *
 * @param copies for sources that fill a chunk's memory again before all hooks have read it.
 */
export class CheckedContent extends Readable {
  readonly #source: Readable;
  readonly #check: ContentCheck;
  readonly #copies: boolean;
  #held: Buffer | undefined;
  #isWanted = false;
  #isBlocked = false;

  constructor(source: Readable, check: ContentCheck, { copies = false } = {}) {
    super({ highWaterMark: 64 * 1024 });
    this.#source = source;
    this.#check = check;
    this.#copies = copies;
    source
      .on("data", this.#onData)
      .on("end", this.#onEnd)
      .on("error", this.#onError)
      .on("close", this.#onClose);
    source.pause();
    // A hook may refuse before there is a reader, who finds out then.
    this.on("error", () => undefined);
    check.passed.catch((error: unknown) => this.destroy(error as Error));
  }

  override _read(): void {
    this.#isWanted = true;
    this.#resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    this.#source.destroy();
    if (!this.#check.isPassed) this.#check.cancel(error ?? undefined);
    done(error);
  }

  readonly #onData = (bytes: Buffer): void => {
    const chunk = this.#copies ? Buffer.from(bytes) : bytes;
    const blocked = this.#check.offer(chunk);
    if (blocked !== undefined) this.#block(blocked);
    const held = this.#held;
    this.#held = chunk;
    if (held !== undefined && !this.push(held)) this.#isWanted = false;
    if (!this.#isWanted || this.#isBlocked) this.#source.pause();
  };

  /** The slowest hook has its buffer full. */
  #block(blocked: Promise<unknown>): void {
    this.#isBlocked = true;
    void blocked.then(() => {
      this.#isBlocked = false;
      this.#resume();
    });
  }

  #resume(): void {
    if (this.#isWanted && !this.#isBlocked) this.#source.resume();
  }

  readonly #onEnd = (): void => {
    this.#check.end();
    this.#check.passed.then(
      () => {
        if (this.#held !== undefined) this.push(this.#held);
        this.push(null);
      },
      (error: unknown) => this.destroy(error as Error),
    );
  };

  readonly #onError = (error: Error): void => {
    this.destroy(error);
  };

  readonly #onClose = (): void => {
    if (!this.#source.readableEnded) this.destroy(new Error("The content ended early"));
  };
}
