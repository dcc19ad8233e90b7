import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isBrokenPipe, OutputClosedError } from "./line-writer.js";

/**
 * Send bytes to a stream as fast as its reader takes them, and leave it open. Memory: one chunk and the stream's
 * buffer.
 *
 * @throws what the source throws, and OutputClosedError when the reader goes away.
 */
export async function writeBytes(
  stream: Writable,
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  try {
    await pipeline(chunks, stream, {
      end: false,
      signal: options.signal,
    });
  } catch (error) {
    const closed = isBrokenPipe(error) && (stream.destroyed || stream.errored !== null);
    throw closed ? new OutputClosedError("The reader of the output closed it") : error;
  }
}
