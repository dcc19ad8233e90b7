import type { FileHandle } from "node:fs/promises";

/** Writes what comes in order to one stretch of a file, in batches, one batch in flight while the next fills. */
export interface OffsetWriter {
  /** Where the next byte goes. */
  readonly position: number;
  /** Take a chunk; a promise asks to wait before giving more. */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Write what is left; resolves when all is in the file. */
  flush(): Promise<void>;
  /** Wait until nothing is being written any more, however that ended. */
  idle(): Promise<void>;
}

const BATCH_BYTES = 512 * 1024;

/** Memory: two batches. The handle stays open. */
export function createOffsetWriter(handle: FileHandle, start: number): OffsetWriter {
  let position = start;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let writing: Promise<void> | undefined;

  const send = (): Promise<void> => {
    const chunks = batch;
    const offset = position - batchBytes;
    batch = [];
    batchBytes = 0;
    writing = writeFully(handle, chunks, offset);
    return writing;
  };

  return {
    get position() {
      return position;
    },
    write(chunk) {
      batch.push(chunk);
      batchBytes += chunk.length;
      position += chunk.length;
      if (batchBytes < BATCH_BYTES) return undefined;
      if (writing === undefined) {
        void send().catch(() => undefined);
        return undefined;
      }
      return writing.then(async () => {
        writing = undefined;
        void send().catch(() => undefined);
      });
    },
    async flush() {
      await writing;
      writing = undefined;
      if (batchBytes > 0) await send();
      writing = undefined;
    },
    async idle() {
      // A chunk that waits for one write starts the next one.
      for (let ended: typeof writing; writing !== ended;) {
        ended = writing;
        await ended?.catch(() => undefined);
      }
    },
  };
}

async function writeFully(handle: FileHandle, chunks: readonly Buffer[], offset: number): Promise<void> {
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await handle.writev([...chunks], offset);
  if (bytesWritten === total) return;
  const whole = Buffer.concat(chunks, total);
  for (let done = bytesWritten; done < total;) {
    done += (await handle.write(whole, done, total - done, offset + done)).bytesWritten;
  }
}
