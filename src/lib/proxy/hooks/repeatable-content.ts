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
  /** The hook's last step: it may still be under way when the hook has given its verdict. */
  #lastStep: Promise<unknown> = Promise.resolve();

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

  /** All of it again, once. The hook gets nothing any more. Ending or destroying the stream closes everything. */
  again(): Readable {
    this.#state = "taken back";
    const stream = Readable.from(this.#replay(), { objectMode: false });
    // Not in the generator: one that was never begun has no end.
    stream.once("close", () => void this.close());
    return stream;
  }

  /** The hook keeps it to itself: what was read before is not needed again. */
  async letGo(): Promise<void> {
    this.#state = "given away";
    await this.#closeSpool();
  }

  async close(): Promise<void> {
    this.#state = "taken back";
    this.#source.destroy();
    await this.#closeSpool();
  }

  async #next(clock: Pick<HookClock, "pause" | "resume">): Promise<IteratorResult<Buffer>> {
    if (this.#state === "taken back") return { done: true, value: undefined };
    const step = this.#lastStep.then(async () => this.#step(clock));
    this.#lastStep = step.catch(() => undefined);
    return step;
  }

  /** A chunk is put aside before the hook has it: so none is lost, however the hook ends. */
  async #step(clock: Pick<HookClock, "pause" | "resume">): Promise<IteratorResult<Buffer>> {
    clock.pause();
    const step = await this.#chunks.next();
    clock.resume();
    if (step.done === true) return step;
    // The embedded store fills its buffers again.
    const chunk = Buffer.from(step.value);
    if (this.#state !== "given away") {
      this.#spool ??= await openSpool();
      await this.#spool.write(chunk);
    }
    return { done: false, value: chunk };
  }

  async *#replay(): AsyncGenerator<Buffer> {
    await this.#lastStep;
    const spool = this.#spool?.finish();
    if (spool !== undefined) yield* spool.read();
    for (let step = await this.#chunks.next(); step.done !== true; step = await this.#chunks.next()) {
      yield step.value;
    }
  }

  async #closeSpool(): Promise<void> {
    await this.#lastStep;
    const spool = this.#spool;
    this.#spool = undefined;
    await spool?.close();
  }
}
