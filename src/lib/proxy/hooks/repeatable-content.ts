import { Readable } from "node:stream";
import { openSpool, type SpoolWriter } from "./content-spool.js";
import type { HookContent } from "./hook-api.js";
import type { HookClock } from "./hook-clock.js";

/**
 * Content that one hook reads as far as it likes, and that can then be had again from its start: what was read is put aside,
 * encrypted, meanwhile.
 */
export class RepeatableContent {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #source: Readable;
  #spool: SpoolWriter | undefined;
  #state: "recording" | "given away" | "taken back" = "recording";

  constructor(source: Readable) {
    this.#source = source;
    this.#chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The content for the hook. Its end, and leaving it early, leave the source open. */
  read(clock: Pick<HookClock, "pause" | "resume">): HookContent {
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => this.#next(clock),
        return: async () => Promise.resolve({ done: true, value: undefined }),
      }),
    };
  }

  /** All of it again, once. The hook gets nothing any more. */
  again(): Readable {
    this.#state = "taken back";
    return Readable.from(this.#replay(), { objectMode: false });
  }

  /** The hook keeps it to itself: what was read before is not needed again. */
  letGo(): void {
    this.#state = "given away";
  }

  async close(): Promise<void> {
    this.#state = "taken back";
    this.#source.destroy();
    await this.#spool?.close();
    this.#spool = undefined;
  }

  async #next(clock: Pick<HookClock, "pause" | "resume">): Promise<IteratorResult<Buffer>> {
    if (this.#state === "taken back") return { done: true, value: undefined };
    clock.pause();
    const step = await this.#chunks.next();
    clock.resume();
    if (step.done === true) return step;
    // The embedded store fills its buffers again.
    const chunk = Buffer.from(step.value);
    if (this.#state === "recording") {
      this.#spool ??= await openSpool();
      await this.#spool.write(chunk);
    }
    return { done: false, value: chunk };
  }

  async *#replay(): AsyncGenerator<Buffer> {
    const spool = this.#spool?.finish();
    try {
      if (spool !== undefined) yield* spool.read();
      for (let step = await this.#chunks.next(); step.done !== true; step = await this.#chunks.next()) {
        yield step.value;
      }
    } finally {
      this.#source.destroy();
      await spool?.close();
    }
  }
}
