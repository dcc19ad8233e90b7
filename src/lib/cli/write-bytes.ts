import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Send bytes to a stream, as fast as its reader takes them, and leave it open. Memory: one chunk and the stream's
 * buffer.
 *
 * @throws what the source throws, and EPIPE when the reader goes away.
 */
export async function writeBytes(
  stream: Writable,
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  await pipeline(Readable.from(chunks, { objectMode: false }), stream, {
    end: false,
    signal: options.signal,
  });
}
