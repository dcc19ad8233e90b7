import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type Pool from "undici/lib/dispatcher/pool.js";

/** A request as it goes on the wire. */
export interface WireRequest {
  readonly method: string;
  /** Raw path and query: sent byte for byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable | undefined;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
}

export interface ResponseHead {
  readonly status: number;
  /** Names in lower case; repeated ones joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

export interface WireResponse extends ResponseHead {
  /** The whole body, or empty when it went to a reader. */
  readonly body: Buffer;
}

/** Takes the body of a successful answer as it comes. */
export interface BodyReader {
  /** Called once, before any data. An error thrown here ends the exchange with it. */
  onHead?(head: ResponseHead): void;
  /** A promise holds the connection back until it resolves. The chunk may be kept. */
  onData(chunk: Buffer): Promise<void> | undefined;
}

/** Answers that nobody reads in pieces are held whole, up to this. */
const MAX_COLLECTED_BYTES = 64 * 1024 * 1024;

/**
 * Send one request and read its answer to the end. With a `reader`, a 2xx body goes there, else it is collected.
 *
 * Memory: one chunk with a reader, the body without.
 *
 * @throws the signal's reason, the reader's error, or undici's error when the connection fails or falls silent.
 */
export function exchange(
  pool: Pool,
  request: WireRequest,
  { reader, signal }: { readonly reader?: BodyReader | undefined; readonly signal?: AbortSignal | undefined },
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler(resolve, reject, reader, signal);
    if (handler.settled) return;
    const { method, target, headers, body, headersTimeoutMs, bodyTimeoutMs } = request;
    pool.dispatch(
      {
        method,
        path: target,
        headers,
        body: body ?? null,
        headersTimeout: headersTimeoutMs,
        bodyTimeout: bodyTimeoutMs,
      },
      handler,
    );
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler {
  settled = false;
  readonly #resolve: (response: WireResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #reader: BodyReader | undefined;
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #head: ResponseHead = { status: 0, headers: {} };
  #collected: Buffer[] = [];
  #collectedBytes = 0;
  #reading = false;
  #pending: Promise<void> | undefined;

  constructor(
    resolve: (response: WireResponse) => void,
    reject: (error: unknown) => void,
    reader: BodyReader | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#reader = reader;
    this.#signal = signal;
    if (signal?.aborted === true) this.#fail(signal.reason);
    else signal?.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.settled) controller.abort(new Error("Given up before it was sent"));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#controller = controller;
    this.#head = { status, headers: joinRepeated(headers) };
    this.#reading = this.#reader !== undefined && status < 300;
    if (this.#reading) this.#guard(() => this.#reader?.onHead?.(this.#head));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    if (!this.#reading) {
      this.#collect(chunk);
      return;
    }
    const pending = this.#guard(() => this.#reader?.onData(chunk));
    if (pending !== undefined) this.#holdBack(controller, pending);
  }

  onResponseEnd(): void {
    if (this.#pending === undefined) this.#succeed();
    else void this.#pending.then(() => this.#succeed());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  readonly #onAbort = (): void => {
    this.#fail(this.#signal?.reason);
  };

  #collect(chunk: Buffer): void {
    this.#collectedBytes += chunk.length;
    if (this.#collectedBytes > MAX_COLLECTED_BYTES) this.#fail(new RangeError("The answer is too long"));
    else this.#collected.push(chunk);
  }

  #holdBack(controller: Dispatcher.DispatchController, pending: Promise<void>): void {
    controller.pause();
    const earlier = this.#pending;
    this.#pending = (
      earlier === undefined ? pending : Promise.all([earlier, pending]).then(() => undefined)
    ).then(
      () => controller.resume(),
      (error: unknown) => this.#fail(error),
    );
  }

  #guard<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #succeed(): void {
    if (this.settled) return;
    this.#settle();
    const [first, ...more] = this.#collected;
    const body = more.length === 0 ? (first ?? EMPTY) : Buffer.concat(this.#collected, this.#collectedBytes);
    this.#resolve({ ...this.#head, body });
  }

  #fail(error: unknown): void {
    if (this.settled) return;
    this.#settle();
    this.#controller?.abort(error instanceof Error ? error : new Error("Aborted", { cause: error }));
    this.#reject(error);
  }

  #settle(): void {
    this.settled = true;
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

const EMPTY = Buffer.alloc(0);

function joinRepeated(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
