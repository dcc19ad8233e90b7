import type { IncomingMessage, ServerResponse } from "node:http";
import { requestTimeout } from "./broken-request.js";
import { RequestSource } from "./request-source.js";

/** What an `Expect` header asks for. */
export type Expectation = "none" | "continue" | "unknown";

/** A request and its answer on their connection, with what both sides of it have done so far. */
export class HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly expectation: Expectation;
  readonly startedMs = performance.now();
  readonly #receivedBefore: number;
  readonly #sentBefore: number;
  readonly #abort = new AbortController();
  #source: RequestSource | undefined;
  #bodyFailed = false;
  #isAwaited: boolean;
  #takenBytes = 0;
  #takenAtMs = 0;

  constructor(request: IncomingMessage, response: ServerResponse, expectation: Expectation) {
    this.request = request;
    this.response = response;
    this.expectation = expectation;
    this.#isAwaited = expectation === "none";
    this.#receivedBefore = request.socket.bytesRead;
    this.#sentBefore = request.socket.bytesWritten;
    response.once("close", () => {
      if (!response.writableFinished) this.#abort.abort(new Error("The client went away."));
    });
  }

  /** Aborted when the client goes away before it has the whole answer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The raw body, asked for if the client waits to be asked; the same stream each time. */
  openSource(): RequestSource {
    this.#source ??= new RequestSource(this.request);
    if (!this.#isAwaited) this.response.writeContinue();
    this.#isAwaited = true;
    return this.#source;
  }

  /** False while the client may be holding its body back until it is told `100 Continue`. */
  get isBodyAwaited(): boolean {
    return this.#isAwaited;
  }

  /** True when the body was opened and turned out wrong: where the next request begins is then doubtful. */
  get bodyFailed(): boolean {
    return this.#bodyFailed;
  }

  markBodyFailed(): void {
    this.#bodyFailed = true;
  }

  get receivedBytes(): number {
    return this.request.socket.bytesRead - this.#receivedBefore;
  }

  get sentBytes(): number {
    return this.request.socket.bytesWritten - this.#sentBefore;
  }

  /**
   * Fail the body when its reader has waited too long for the client, and drop the connection when the client has not
   * taken a byte of the answer for as long. A slow handler, or a slow reader of the body, is not the client's fault.
   */
  giveUpIfStalled(nowMs: number, noProgressMs: number): void {
    const source = this.#source;
    if (source !== undefined && source.waitedMs(nowMs) > noProgressMs) source.destroy(requestTimeout());
    const { socket } = this.request;
    const takenBytes = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength === 0 || takenBytes !== this.#takenBytes) {
      this.#takenBytes = takenBytes;
      this.#takenAtMs = nowMs;
    } else if (nowMs - this.#takenAtMs > noProgressMs) {
      socket.destroy();
    }
  }
}
