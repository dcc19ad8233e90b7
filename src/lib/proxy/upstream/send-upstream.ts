import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type Pool from "undici/lib/dispatcher/pool.js";

export interface UpstreamCall {
  readonly method: string;
  /** Raw path and query: sent byte for byte. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | Readable | undefined;
  /** Aborted: the connection is dropped, at any moment up to the end of the answer's body. */
  readonly signal: AbortSignal;
  /** Called with a way to give up the request, until what it returned is called: when there is an answer or a failure. */
  readonly watch?: (giveUp: (reason: Error) => void) => () => void;
  /** Silence in the middle of the answer's body, while it is being read, after which it is given up. */
  readonly bodyTimeoutMs: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  /** Names in lower case, values in latin1; repeated ones joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  /** Small ones whole. A stream is the receiver's: read it to its end or destroy it, which drops the connection. */
  readonly body: Buffer | Readable;
}

/** Answers of declared length up to this are waited for: a stream for each would cost more than they do. */
const WHOLE_ANSWER_BYTES = 16 * 1024;

/**
 * Send a request over a pool's connection, and resolve with its answer as soon as its head is there. The call's body stream is
 * read to its end or destroyed.
 *
 * @throws the signal's reason, the body's error, or undici's error when the connection fails before there is an answer.
 */
export function sendUpstream(pool: Pool, call: UpstreamCall): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const { method, target, headers, body, bodyTimeoutMs } = call;
    const receiver = new AnswerReceiver(call, resolve, reject);
    if (receiver.isOver) {
      if (body instanceof Readable) body.destroy();
      return;
    }
    pool.dispatch(
      { method, path: target, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: bodyTimeoutMs },
      receiver,
    );
  });
}

class AnswerReceiver implements Dispatcher.DispatchHandler {
  isOver = false;
  readonly #method: string;
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: UpstreamAnswer) => void;
  readonly #reject: (error: unknown) => void;
  readonly #unwatch: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #head: Pick<UpstreamAnswer, "status" | "headers"> | undefined;
  #body: AnswerBody | undefined;
  #pieces: Buffer[] = [];

  constructor(
    { method, signal, watch }: UpstreamCall,
    resolve: (answer: UpstreamAnswer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#method = method;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#unwatch = watch?.((reason) => this.#fail(reason));
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.isOver) controller.abort(new Error("Given up before it was sent"));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.isOver) return;
    this.#unwatch?.();
    this.#head = { status, headers: joinRepeated(headers) };
    if (this.#isSmall(this.#head)) return;
    this.#body = new AnswerBody(controller, () => this.#finish());
    this.#resolve({ ...this.#head, body: this.#body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.isOver) return;
    if (this.#body === undefined) this.#pieces.push(chunk);
    else if (!this.#body.push(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.isOver) return;
    this.#finish();
    if (this.#body !== undefined) this.#body.push(null);
    else if (this.#head !== undefined) this.#resolve({ ...this.#head, body: Buffer.concat(this.#pieces) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  readonly #onAbort = (): void => {
    this.#fail(this.#signal.reason);
  };

  #isSmall({ status, headers }: Pick<UpstreamAnswer, "status" | "headers">): boolean {
    if (this.#method === "HEAD" || status === 204 || status === 304) return true;
    return Number(headers["content-length"] ?? Infinity) <= WHOLE_ANSWER_BYTES;
  }

  #fail(reason: unknown): void {
    if (this.isOver) return;
    this.#finish();
    const error = reason instanceof Error ? reason : new Error("Aborted", { cause: reason });
    this.#controller?.abort(error);
    if (this.#body === undefined) this.#reject(error);
    else this.#body.destroy(error);
  }

  #finish(): void {
    this.isOver = true;
    this.#unwatch?.();
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}

/** The body of an answer; holds the connection back while nobody reads. */
class AnswerBody extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #onDestroy: () => void;

  constructor(controller: Dispatcher.DispatchController, onDestroy: () => void) {
    super({ highWaterMark: 128 * 1024 });
    this.#controller = controller;
    this.#onDestroy = onDestroy;
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#onDestroy();
    if (!this.readableEnded) this.#controller.abort(error ?? new Error("The answer is not wanted any more"));
    done(error);
  }
}

function joinRepeated(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
