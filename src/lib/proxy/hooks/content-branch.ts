import type { HookClock } from "./hook-clock.js";

/** What a branch holds for its reader before it asks the source to wait. */
const BRANCH_BYTES = 256 * 1024;

/**
 * One reader's view of content that several read at once. Holds references to the chunks, never copies, and few of them:
 * {@link offer} tells the giver when to wait.
 *
 * A reader that leaves its loop, or whose {@link close} was called, is not waited for any more.
 */
export class ContentBranch implements AsyncIterable<Buffer> {
  readonly #clock: Pick<HookClock, "pause" | "resume">;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #state: "open" | "ended" | "closed" = "open";
  #failure: { readonly error: unknown } | undefined;
  /** Set while the reader waits for a chunk, or the end. */
  #wakeReader: (() => void) | undefined;
  /** Set while the giver waits for room. */
  #room: PromiseWithResolvers<void> | undefined;

  constructor(clock: Pick<HookClock, "pause" | "resume">) {
    this.#clock = clock;
  }

  /** Add a chunk. @returns undefined, or what to wait for before the next. */
  offer(chunk: Buffer): Promise<void> | undefined {
    if (this.#state !== "open") return undefined;
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    this.#wake();
    if (this.#heldBytes < BRANCH_BYTES) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.#wake();
  }

  /** The content broke off: its reader is told, after what came before. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.end();
  }

  /** Nobody reads any more. */
  close(): void {
    this.#state = "closed";
    this.#chunks = [];
    this.#heldBytes = 0;
    this.#makeRoom();
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return {
      next: async () => this.#next(),
      return: async () => {
        this.close();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<Buffer>> {
    while (this.#chunks.length === 0 && this.#state === "open") await this.#moreContent();
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#heldBytes -= chunk.length;
      if (this.#heldBytes < BRANCH_BYTES) this.#makeRoom();
      return { done: false, value: chunk };
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return { done: true, value: undefined };
  }

  async #moreContent(): Promise<void> {
    this.#clock.pause();
    await new Promise<void>((resolve) => {
      this.#wakeReader = resolve;
    });
    this.#clock.resume();
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeReader = undefined;
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
