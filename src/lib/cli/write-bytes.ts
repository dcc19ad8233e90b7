import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isBrokenPipe, OutputClosedError } from "../errors/output-closed-error.js";

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
  let sourceFailed = false;
  const source = watchSource(chunks, () => (sourceFailed = true));
  try {
    await pipeline(source, stream, { end: false, signal: options.signal });
    await flushed(stream);
  } catch (error) {
    // The source's own connection can break with EPIPE too, and `process.stdout` does not tell whether it did.
    const closed = isBrokenPipe(error) && !sourceFailed;
    throw closed ? new OutputClosedError("The reader of the output closed it") : error;
  }
}

async function* watchSource(
  chunks: AsyncIterable<Uint8Array>,
  onFailure: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of chunks) yield chunk;
  } catch (error) {
    onFailure();
    throw error;
  }
}

/** With `end: false`, `pipeline` is done when the stream has taken the last chunk, not when it has sent it. */
async function flushed(stream: Writable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.write(new Uint8Array(0), (error) => (error ? reject(error) : resolve()));
  await promise;
}
