import { Readable } from "node:stream";
import type { Authentication } from "../auth/authentication.js";
import type { DigestAlgorithm, Headers, RequestBody } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { BodyChecker } from "./body-checker.js";
import { incompleteBody } from "./body-errors.js";
import { planBody } from "./body-plan.js";

/**
 * Open the content of a request: framing removed, and held to all that the request declared. `stream` ends only when length,
 * payload hash, chunk signatures, Content-MD5 and checksums were right; otherwise it fails with an `S3Error`.
 * Each byte is hashed once for each algorithm in `digests` or declared by the client. Memory: what one read brings.
 *
 * Nothing is read from `source` before `stream` is. When `stream` fails or is destroyed, `source` is destroyed: a server gives
 * a stream that stands before the connection, so that it can still answer, drain and close.
 *
 * @param headers those sent and, under them, the `hoistedHeaders` of a presigned URL.
 * @throws S3Error at once where the headers contradict each other or cannot be read.
 *
 * Source: S3 API Reference, "Authenticating Requests (AWS Signature Version 4)", payload options; "PutObject".
 */
export function openRequestBody(
  source: Readable,
  authentication: Authentication,
  headers: Headers,
  digests: readonly DigestAlgorithm[] = [],
): RequestBody {
  const plan = planBody(authentication, headers);
  const checker = new BodyChecker(plan, digests);
  return {
    stream: new CheckedBody(source, checker),
    sizeBytes: plan.sizeBytes,
    declaredChecksum: plan.checksum?.algorithm,
    digests: checker.digests,
  };
}

/** Not a `pipeline`: that would begin to read at once, and would fail with its own error when `source` ends early. */
class CheckedBody extends Readable {
  readonly #source: Readable;
  readonly #checker: BodyChecker;
  #begun = false;

  constructor(source: Readable, checker: BodyChecker) {
    super();
    this.#source = source;
    this.#checker = checker;
  }

  override _read(): void {
    if (!this.#begun) this.#begin();
    else this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onClose);
    this.#source.destroy();
    callback(error);
  }

  #begin(): void {
    this.#begun = true;
    if (this.#source.destroyed || this.#source.readableEnded) {
      this.destroy(incompleteBody());
      return;
    }
    this.#source
      .on("data", this.#onData)
      .on("end", this.#onEnd)
      .on("close", this.#onClose)
      // Stays attached: what goes wrong with the source later must not go unhandled.
      .on("error", this.#onError);
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#attempt(() => {
      let wantsMore = true;
      for (const piece of this.#checker.write(bytes)) wantsMore = this.push(piece);
      if (!wantsMore) this.#source.pause();
    });
  };

  readonly #onEnd = (): void => {
    this.#attempt(() => {
      this.#checker.end();
      this.push(null);
    });
  };

  readonly #onClose = (): void => {
    if (!this.#source.readableEnded) this.destroy(incompleteBody());
  };

  readonly #onError = (cause: Error): void => {
    // A source that knows why it failed (a client that stopped sending) has the better words.
    this.destroy(cause instanceof S3Error ? cause : incompleteBody(cause));
  };

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
