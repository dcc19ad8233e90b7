import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { S3Error } from "../../wire/s3-error.js";
import { bytesOf } from "./hook-content.js";
import { openNamelessFile } from "../nameless-file.js";

const CHUNK_BYTES = 256 * 1024;
const ALGORITHM = "aes-256-gcm";

/** Content kept aside on disk, encrypted, for readers that come one after the other. */
export interface ContentSpool {
  readonly sizeBytes: number;
  /** The content from its start; may be called again. Fails at its end, before the last bytes, if the file was changed. */
  read(): Readable;
  /** Give the disk space back. Readers must have ended. */
  close(): Promise<void>;
}

/** Content that is being put aside. */
export interface SpoolWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** No more will be written. */
  finish(): ContentSpool;
  /** Give the disk space back. */
  close(): Promise<void>;
}

/**
 * Read content to its end and keep it in a temporary file: AES-256-GCM under a key that is in memory alone, in a file
 * that has no name any more. So nothing is left behind, whatever happens, that anybody could read.
 *
 * @throws what the content fails with; ServiceUnavailable when the disk is full. Nothing is kept then.
 */
export async function spoolContent(
  content: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<ContentSpool> {
  const writer = await openSpool();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    // The content may never come to its end.
    await Promise.race([fill(writer, content), aborted.promise]);
    return writer.finish();
  } catch (error) {
    await writer.close();
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

async function fill(writer: SpoolWriter, content: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of content) await writer.write(bytesOf(chunk));
}

/** An empty spool to write to. The caller closes it, or what `finish` returns. */
export async function openSpool(): Promise<SpoolWriter> {
  const file = await openNamelessFile();
  const key = createSecretKey(randomBytes(32));
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  let sizeBytes = 0;
  return {
    write: async (chunk) => {
      await writeAll(file, cipher.update(chunk), sizeBytes);
      sizeBytes += chunk.length;
    },
    finish: () => {
      cipher.final();
      const sealed = { file, key, iv, tag: cipher.getAuthTag(), sizeBytes };
      return { sizeBytes, read: () => readSealed(sealed), close: async () => file.close() };
    },
    close: async () => file.close(),
  };
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  try {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause;
    throw new S3Error("ServiceUnavailable", "There is no room to check the content. Please try again.", {
      cause,
    });
  }
}

interface Sealed {
  readonly file: FileHandle;
  readonly key: KeyObject;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly sizeBytes: number;
}

function readSealed(sealed: Sealed): Readable {
  return Readable.from(opened(sealed), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

/** One chunk behind, since only the end tells whether all of it is what was written. */
async function* opened({ file, key, iv, tag, sizeBytes }: Sealed): AsyncGenerator<Buffer> {
  const decipher = createDecipheriv(ALGORITHM, key, iv).setAuthTag(tag);
  let held: Buffer | undefined;
  let position = 0;
  while (position < sizeBytes) {
    const length = Math.min(CHUNK_BYTES, sizeBytes - position);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
    if (bytesRead === 0) throw new Error("Content that was put aside is missing");
    position += bytesRead;
    if (held !== undefined) yield held;
    held = decipher.update(buffer.subarray(0, bytesRead));
  }
  decipher.final();
  if (held !== undefined) yield held;
}
