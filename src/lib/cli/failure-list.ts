import {
  AccessDeniedError,
  ConfigurationError,
  InterruptedError,
  NetworkError,
  PartialFailureError,
  S3kitError,
} from "../errors/s3kit-error.js";
import { formatKey } from "./format-key.js";

/** Failures shown to people in full. */
const SHOWN = 10;

/** Collects what went wrong with some of several items, so that one does not stop the others. */
export class FailureList {
  readonly #noun: string;
  readonly #shown: string[] = [];
  #count = 0;
  #only: unknown;

  /** @param noun what failed, in the singular: "object". */
  constructor(noun: string) {
    this.#noun = noun;
  }

  get count(): number {
    return this.#count;
  }

  /** Note a failure; one that would befall all other items too is thrown instead. */
  add(name: string, error: unknown): void {
    if (!(error instanceof S3kitError) || isGeneral(error)) throw error;
    this.#count += 1;
    this.#only = error;
    if (this.#shown.length < SHOWN) this.#shown.push(`  ${formatKey(name)}: ${error.message}`);
  }

  /**
   * End the command according to how many of `total` items failed.
   *
   * @throws the failure itself when there was one item only, PartialFailureError when there were more.
   */
  throwIfAny(total: number): void {
    if (this.#count === 0) return;
    if (total === 1) throw this.#only;
    const more = this.#count - this.#shown.length;
    const lines = more > 0 ? [...this.#shown, `  and ${more.toString()} more`] : this.#shown;
    const counts = `${this.#count.toString()} of ${total.toString()} ${this.#noun}s`;
    throw new PartialFailureError(`${counts} failed\n${lines.join("\n")}`);
  }
}

/** The store out of reach, credentials that are no good at all, a full disk: the next item would fare no better. */
function isGeneral(error: S3kitError): boolean {
  if (error instanceof AccessDeniedError) return error.code !== "AccessDenied";
  const kinds = [NetworkError, ConfigurationError, InterruptedError];
  return kinds.some((kind) => error instanceof kind);
}
