import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { S3Error } from "../s3-error.js";

/**
 * The raw body of a request, as a stream that may be destroyed without harm: destroying an `IncomingMessage` closes
 * its socket, and then the client could never read why it was refused.
 *
 * Fails with IncompleteBody when the client goes away half-way. Bytes that nobody read stay in the request, for
 * `drainRequest`.
 */
export class RequestSource extends Readable {
  readonly #request: IncomingMessage;
  /** When the reader last began to wait for bytes that have not come; undefined while it does not wait. */
  #waitingSinceMs: number | undefined;

  constructor(request: IncomingMessage) {
    super({ highWaterMark: request.readableHighWaterMark });
    this.#request = request;
    request.pause();
    request.on("data", this.#onData);
    request.on("end", this.#onEnd);
    request.on("close", this.#onClose);
    request.on("error", this.#onClose);
    // The client may leave before its body has a reader, who finds out then.
    this.on("error", () => undefined);
  }

  /** How long the reader has been waiting for the client, which is not to blame while nobody reads. */
  waitedMs(nowMs: number): number {
    return this.#waitingSinceMs === undefined ? 0 : nowMs - this.#waitingSinceMs;
  }

  override _read(): void {
    this.#waitingSinceMs = performance.now();
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#waitingSinceMs = undefined;
    this.#request.off("data", this.#onData);
    this.#request.off("end", this.#onEnd);
    this.#request.off("close", this.#onClose);
    this.#request.pause();
    done(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    const wantsMore = this.push(chunk);
    this.#waitingSinceMs = wantsMore ? performance.now() : undefined;
    if (!wantsMore) this.#request.pause();
  };

  readonly #onEnd = (): void => {
    this.#waitingSinceMs = undefined;
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (this.#request.complete || this.destroyed) return;
    const message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
    this.destroy(new S3Error("IncompleteBody", message));
  };
}
