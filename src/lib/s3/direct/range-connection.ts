import { connect, type Socket } from "node:net";
import type { ResponseHead } from "./http-exchange.js";
import { parseResponseHead } from "./response-head.js";
import { DirectServiceError } from "./service-error.js";

/** Takes a body in large pieces, for as little copying as possible. */
export interface BatchReader {
  /** Called once, before any bytes. An error thrown here ends the request with it. */
  onHead(head: ResponseHead): void;
  /** Each read from the network, while it is in the processor's cache: for digests. Valid only during the call. */
  onBytes(bytes: Buffer): void;
  /** What was read since the last batch; the memory is used again once the promise resolves. */
  onBatch(bytes: Buffer): Promise<void>;
}

/** An answer that is correct, but in a form that only a full HTTP client reads: chunked, or without a length. */
export class IrregularAnswerError extends Error {
  override readonly name = "IrregularAnswerError";
}

const BATCH_BYTES = 512 * 1024;
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
const IDLE_TIMEOUT_MS = 60_000;

/**
 * A plain HTTP/1.1 connection that reads answers of known length into two buffers of its own, used in turns: one fills
 * from the network while the other is written to disk. That leaves out an allocation, a copy and a garbage collection
 * for each 64 KiB, which is most of what a general client costs at a gigabyte a second.
 *
 * One request at a time. Memory: 1 MiB.
 */
export class RangeConnection {
  readonly #socket: Socket;
  readonly #buffers: readonly [Buffer, Buffer] = [
    Buffer.allocUnsafeSlow(BATCH_BYTES),
    Buffer.allocUnsafeSlow(BATCH_BYTES),
  ];
  /** What is being done with each buffer's last batch; resolves also when that failed. */
  readonly #taken: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  readonly #busy: [boolean, boolean] = [false, false];
  #active: 0 | 1 = 0;
  #start = 0;
  #filled = 0;
  #request: PendingRequest | undefined;
  #reusable = true;

  constructor(host: string, port: number) {
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer: () => this.#buffers[this.#active].subarray(this.#filled),
        callback: (readBytes) => this.#take(readBytes),
      },
    });
    this.#socket.setTimeout(IDLE_TIMEOUT_MS);
    this.#socket.on("timeout", () => this.#fail(connectionError("ETIMEDOUT", "No data came for a minute")));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(connectionError("ECONNRESET", "The connection was closed")));
    this.#socket.resume();
  }

  /** False once it is closed, or must be. */
  get usable(): boolean {
    return this.#reusable && !this.#socket.destroyed;
  }

  /** Called when the connection is closed while nothing uses it. */
  onClose(listener: () => void): void {
    this.#socket.once("close", listener);
  }

  /** Whether waiting for its next use keeps the process running. */
  keepAlive(keepsProcess: boolean): void {
    if (keepsProcess) this.#socket.ref();
    else this.#socket.unref();
  }

  destroy(): void {
    this.#reusable = false;
    this.#socket.destroy();
  }

  /**
   * Send a request without a body and read the answer to its end; resolves when all batches were taken.
   *
   * @throws DirectServiceError for any answer but 2xx; IrregularAnswerError; the reader's error; the signal's reason.
   */
  async send(head: string, reader: BatchReader, signal: AbortSignal): Promise<ResponseHead> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<ResponseHead>();
    const onAbort = (): void => this.#fail(signal.reason);
    signal.addEventListener("abort", onAbort);
    this.#request = { reader, resolve, reject, head: undefined, remainingBytes: 0, errorBody: [] };
    this.#start = this.#filled = 0;
    this.#socket.write(head, "latin1");
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
      this.#request = undefined;
      // The buffers must not be written to while a write to disk still reads them.
      await Promise.all(this.#taken);
    }
  }

  /** Take in what was read; false holds the connection back. */
  #take(readBytes: number): boolean {
    const request = this.#request;
    if (request === undefined) {
      this.destroy();
      return false;
    }
    const from = this.#filled;
    this.#filled += readBytes;
    try {
      if (request.head !== undefined) return this.#takeBody(request, from);
      return this.#takeHead(request);
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #takeHead(request: PendingRequest): boolean {
    const buffer = this.#buffers[this.#active];
    const end = buffer.subarray(0, this.#filled).indexOf("\r\n\r\n");
    if (end === -1) {
      if (this.#filled > MAX_HEAD_BYTES) throw new IrregularAnswerError("The head of the answer is too long");
      return true;
    }
    const head = parseResponseHead(buffer.toString("latin1", 0, end));
    const sizeBytes = head === undefined ? undefined : bodyLength(head);
    if (head === undefined || sizeBytes === undefined) throw new IrregularAnswerError("No length");
    if (head.headers["connection"]?.toLowerCase() === "close") this.#reusable = false;
    request.head = head;
    request.remainingBytes = sizeBytes;
    this.#start = this.#filled; // Until the reader has seen the rest, a failure must not hand it over.
    if (head.status < 300) request.reader.onHead(head);
    else if (sizeBytes > MAX_ERROR_BYTES) throw new IrregularAnswerError("The error is too long");
    this.#start = end + 4;
    return this.#takeBody(request, this.#start);
  }

  #takeBody(request: PendingRequest, from: number): boolean {
    const buffer = this.#buffers[this.#active];
    const bytes = buffer.subarray(from, this.#filled);
    if (bytes.length > request.remainingBytes) {
      this.#filled = from;
      throw connectionError("ECONNRESET", "More came than was announced");
    }
    request.remainingBytes -= bytes.length;
    if (request.head !== undefined && request.head.status >= 300) return this.#takeErrorBody(request, bytes);
    if (bytes.length > 0) request.reader.onBytes(bytes);
    const complete = request.remainingBytes === 0;
    if (!complete && this.#filled < buffer.length) return true;
    return this.#handOver(request, buffer.subarray(this.#start, this.#filled), complete);
  }

  #takeErrorBody(request: PendingRequest, bytes: Buffer): boolean {
    request.errorBody.push(Buffer.from(bytes));
    this.#start = this.#filled = 0;
    if (request.remainingBytes === 0 && request.head !== undefined) {
      request.reject(new DirectServiceError({ ...request.head, body: Buffer.concat(request.errorBody) }, 1));
    }
    return true;
  }

  /** Give a batch to the reader and go on with the other buffer, as soon as that was written. */
  #handOver(request: PendingRequest, batch: Buffer, complete: boolean): boolean {
    const index = this.#active;
    if (batch.length > 0) this.#giveBatch(request, batch, index);
    this.#active = index === 0 ? 1 : 0;
    this.#start = this.#filled = 0;
    if (complete) {
      void this.#finish(request);
      return true;
    }
    if (!this.#busy[this.#active]) return true;
    void this.#taken[this.#active].then(() => this.#socket.resume());
    return false;
  }

  #giveBatch(request: PendingRequest, batch: Buffer, index: 0 | 1): void {
    this.#busy[index] = true;
    this.#taken[index] = request.reader.onBatch(batch).then(
      () => {
        this.#busy[index] = false;
      },
      (error: unknown) => {
        this.#busy[index] = false;
        this.#fail(error);
      },
    );
  }

  async #finish(request: PendingRequest): Promise<void> {
    await Promise.all(this.#taken);
    if (request.head !== undefined) request.resolve(request.head);
  }

  /** What was read before a connection broke still goes to the reader, which has seen it: the next try goes on there. */
  #fail(error: unknown): void {
    const request = this.#request;
    this.destroy();
    if (request === undefined) return;
    this.#request = undefined;
    if (this.#filled > this.#start && request.head !== undefined && request.head.status < 300) {
      this.#giveBatch(request, this.#buffers[this.#active].subarray(this.#start, this.#filled), this.#active);
    }
    request.reject(error);
  }
}

interface PendingRequest {
  readonly reader: BatchReader;
  readonly resolve: (head: ResponseHead) => void;
  readonly reject: (error: unknown) => void;
  head: ResponseHead | undefined;
  remainingBytes: number;
  readonly errorBody: Buffer[];
}

/** Undefined: only the connection's end, or chunks, would tell. */
function bodyLength({ status, headers }: ResponseHead): number | undefined {
  if (status < 200 || headers["transfer-encoding"] !== undefined) return undefined;
  if (status === 204 || status === 304) return 0;
  const length = headers["content-length"];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

function connectionError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
