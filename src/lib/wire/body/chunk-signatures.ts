import { createHash, hash, type Hash } from "node:crypto";
import type { ChunkSigning } from "../auth/authentication.js";
import { sameText } from "../auth/same-text.js";
import { signText } from "../auth/sign-text.js";
import { chunkSignatureDoesNotMatch } from "./body-errors.js";

const EMPTY_SHA256 = hash("sha256", "", "hex");

/**
 * Checks the chain of chunk signatures: each covers its chunk and the signature before it, the first one the request's own.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks".
 */
export class ChunkSignatures {
  readonly #signing: ChunkSigning;
  #previous: string;
  #chunk: Hash | undefined;

  constructor(signing: ChunkSigning) {
    this.#signing = signing;
    this.#previous = signing.seedSignature;
  }

  update(slice: Buffer): void {
    this.#chunk ??= createHash("sha256");
    this.#chunk.update(slice);
  }

  /** @throws S3Error `SignatureDoesNotMatch`, also when the chunk came without a signature. */
  endChunk(signature: string | undefined): void {
    const chunkHash = this.#chunk?.digest("hex") ?? EMPTY_SHA256;
    this.#chunk = undefined;
    this.#verify("AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${chunkHash}`, signature);
  }

  /** `canonicalTrailers`: each as `name:value LF`. @throws S3Error `SignatureDoesNotMatch` */
  endTrailers(canonicalTrailers: string, signature: string | undefined): void {
    this.#verify("AWS4-HMAC-SHA256-TRAILER", hash("sha256", canonicalTrailers, "hex"), signature);
  }

  #verify(algorithm: string, hashes: string, signature: string | undefined): void {
    const { amzDate, scope, signingKey } = this.#signing;
    const text = `${algorithm}\n${amzDate}\n${scope}\n${this.#previous}\n${hashes}`;
    const expected = signText(signingKey, text);
    if (signature === undefined || !sameText(expected, signature)) throw chunkSignatureDoesNotMatch();
    this.#previous = expected;
  }
}
