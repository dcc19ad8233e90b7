import { Readable } from "node:stream";

/** Cuts a stream into several that are read one after the other. Memory: a chunk. */
export class StreamCutter {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer | undefined;

  constructor(source: Readable) {
    this.#chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** The next so many bytes, fewer where the source ends. To be read to its end before the next is taken. */
  take(sizeBytes: number): Readable {
    return Readable.from(this.#next(sizeBytes), { objectMode: false });
  }

  async *#next(sizeBytes: number): AsyncGenerator<Buffer> {
    let leftBytes = sizeBytes;
    while (leftBytes > 0) {
      const chunk = this.#rest ?? (await this.#read());
      if (chunk === undefined) return;
      const piece = chunk.subarray(0, leftBytes);
      this.#rest = chunk.length > piece.length ? chunk.subarray(piece.length) : undefined;
      leftBytes -= piece.length;
      yield piece;
    }
  }

  async #read(): Promise<Buffer | undefined> {
    const { value, done } = await this.#chunks.next();
    return done === true ? undefined : value;
  }
}
