import { once } from "node:events";
import type { Writable } from "node:stream";
import { isBrokenPipe, OutputClosedError } from "../errors/output-closed-error.js";

export interface LineWriter {
  /** Add a line; resolves when the stream takes more. Undefined when there is nothing to wait for. */
  write(line: string): Promise<void> | undefined;
  /** Send what is buffered and wait until the stream has it. */
  flush(): Promise<void>;
}

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Write lines to a stream in large chunks: a million short lines cost a few hundred system calls, yet lines reach the
 * reader as soon as the program waits for something. Memory: one chunk.
 *
 * Both methods throw {@link OutputClosedError} once the reader is gone (EPIPE). The stream is never ended.
 */
export function createLineWriter(stream: Writable): LineWriter {
  let buffered = "";
  let scheduled = false;
  let closed = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") closed = true;
  });

  const send = (): boolean => {
    const chunk = buffered;
    buffered = "";
    return chunk === "" || stream.write(chunk);
  };
  const assertOpen = (): void => {
    if (closed || stream.destroyed) throw new OutputClosedError("The reader of the output closed it");
  };
  const sendSoon = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      if (!stream.destroyed) send();
    });
  };

  return {
    write(line) {
      assertOpen();
      buffered += `${line}\n`;
      if (buffered.length < CHUNK_CHARACTERS) {
        sendSoon();
        return undefined;
      }
      return send() ? undefined : drained(stream);
    },
    async flush() {
      assertOpen();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const chunk = buffered;
      buffered = "";
      stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      await promise.catch((error: unknown) => {
        if (isBrokenPipe(error)) throw new OutputClosedError("The reader of the output closed it");
        throw error;
      });
    },
  };
}

async function drained(stream: Writable): Promise<void> {
  const abort = new AbortController();
  try {
    await Promise.race([
      once(stream, "drain", { signal: abort.signal }),
      once(stream, "close", { signal: abort.signal }),
    ]);
  } catch (error) {
    if (isBrokenPipe(error)) throw new OutputClosedError("The reader of the output closed it");
    throw error;
  } finally {
    abort.abort();
  }
}
