import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Content whose length is known now that all of it was read and found right. */
export interface SpooledBody {
  readonly sizeBytes: number;
  /** Small content; else it is in a file. */
  readonly bytes: Buffer | undefined;
  /** The content from its start, once; ending or destroying it removes the file. */
  open(): Readable;
  /** Remove the file if it was never opened. */
  close(): Promise<void>;
}

/**
 * Read content of unknown length to its end, since a store wants to know its length first: in memory up to `memoryBytes`,
 * beyond that in a temporary file that has no name and that only this process can read.
 *
 * @throws what the stream fails with; nothing is left then.
 */
export async function spoolBody(source: Readable, memoryBytes: number): Promise<SpooledBody> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  let file: FileHandle | undefined;
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      sizeBytes += piece.length;
      pieces.push(piece);
      if (sizeBytes > memoryBytes) {
        file ??= await openNameless();
        await file.writev(pieces.splice(0));
      }
    }
  } catch (error) {
    await file?.close();
    throw error;
  }
  return file === undefined ? inMemory(Buffer.concat(pieces, sizeBytes)) : inFile(file, sizeBytes);
}

function inMemory(bytes: Buffer): SpooledBody {
  return {
    sizeBytes: bytes.length,
    bytes,
    open: () => {
      throw new Error("Content in memory is sent as it is.");
    },
    close: async () => Promise.resolve(),
  };
}

function inFile(file: FileHandle, sizeBytes: number): SpooledBody {
  let isOpened = false;
  return {
    sizeBytes,
    bytes: undefined,
    open: () => {
      isOpened = true;
      return file.createReadStream({ start: 0, highWaterMark: 256 * 1024 });
    },
    close: async () => {
      if (!isOpened) await file.close();
    },
  };
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `s3kit-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await unlink(path);
  return file;
}
