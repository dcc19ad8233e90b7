import { open, rm, type FileHandle } from "node:fs/promises";
import { Writable } from "node:stream";
import { callbackify } from "node:util";
import { translateStorageError } from "../storage-error.js";

/**
 * Contents up to this size are kept in the index instead of a file: measured 2.5 times as fast to commit as a file
 * (docs/decisions/0002-store-durability.md).
 */
const INLINE_BYTES = 16 * 1024;

/** How much may wait in memory for the disk; what waits is written in one call. */
const BUFFERED_BYTES = 1024 * 1024;

type Done = (error?: Error | null) => void;

/**
 * Takes content: keeps it in memory while it is small, else writes it to a file that it creates. After a failure
 * nothing is open any more, and `discard` removes the file.
 */
export class BlobWriter extends Writable {
  readonly #path: string;
  readonly #fsync: boolean;
  #small: Buffer[] = [];
  #file: FileHandle | undefined;
  /** The write under way: the file must not be closed below it. */
  #working: Promise<void> = Promise.resolve();
  sizeBytes = 0;

  constructor(path: string, options: { readonly fsync: boolean }) {
    super({ highWaterMark: BUFFERED_BYTES });
    this.#path = path;
    this.#fsync = options.fsync;
  }

  /** The whole content, when it was small enough to need no file. Valid once finished. */
  get content(): Buffer | undefined {
    return this.sizeBytes > INLINE_BYTES ? undefined : Buffer.concat(this.#small, this.sizeBytes);
  }

  /** Remove what was written. */
  async discard(): Promise<void> {
    this.#small = [];
    await rm(this.#path, { force: true });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#take([chunk], done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    this.#settle(() => this.#finish(), done);
  }

  override _destroy(error: Error | null, done: Done): void {
    callbackify(() => this.#closeWhenIdle())((closeError) => done(error ?? closeError));
  }

  #take(chunks: Buffer[], done: Done): void {
    for (const chunk of chunks) this.sizeBytes += chunk.length;
    this.#small.push(...chunks);
    if (this.sizeBytes <= INLINE_BYTES) {
      done();
      return;
    }
    const buffers = this.#small;
    this.#small = [];
    this.#settle(() => this.#writeAll(buffers), done);
  }

  #settle(work: () => Promise<void>, done: Done): void {
    this.#working = work();
    callbackify(() => this.#working)((error) => done(error && asStorageError(error)));
  }

  async #writeAll(buffers: readonly Buffer[]): Promise<void> {
    this.#file ??= await open(this.#path, "wx", 0o600);
    let left = buffers;
    while (left.length > 0) {
      // A short write is how a file system starts to say that it is full; the next one tells.
      const { bytesWritten } = await this.#file.writev(left);
      left = dropBytes(left, bytesWritten);
    }
  }

  async #finish(): Promise<void> {
    if (this.#fsync) await this.#file?.datasync();
    await this.#close();
  }

  async #closeWhenIdle(): Promise<void> {
    await Promise.allSettled([this.#working]);
    await this.#close();
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

function dropBytes(buffers: readonly Buffer[], count: number): readonly Buffer[] {
  const rest: Buffer[] = [];
  let left = count;
  for (const buffer of buffers) {
    if (left < buffer.length) rest.push(buffer.subarray(left));
    left = Math.max(0, left - buffer.length);
  }
  return rest;
}

function asStorageError(error: Error): Error {
  const translated = translateStorageError(error);
  return translated instanceof Error ? translated : error;
}
