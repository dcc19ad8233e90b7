import { PartialFailureError, S3kitError } from "../errors/s3kit-error.js";
import { formatKey } from "./format-key.js";

/** Collects what failed among many items, and says it at the end. */
export class FailureTally {
  readonly #shown: string[] = [];
  #count = 0;
  #first: unknown;
  #sameExit: number | undefined;

  get count(): number {
    return this.#count;
  }

  add(name: string, error: unknown): void {
    const exit = error instanceof S3kitError ? error.exitCode : undefined;
    this.#sameExit = this.#count === 0 || this.#sameExit === exit ? exit : undefined;
    if (this.#count === 0) this.#first = error;
    this.#count += 1;
    if (this.#shown.length >= SHOWN_FAILURES) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#shown.push(
      message.includes(name) ? formatKey(message) : `${formatKey(name)}: ${formatKey(message)}`,
    );
  }

  /**
   * @throws what failed when it was one item; PartialFailureError when several did, or, when all are of one kind that
   * `alike` makes an error of, that.
   */
  throwIfAny(
    what: string,
    alike?: { readonly exitCode: number; readonly make: (message: string) => Error },
  ): void {
    if (this.#count === 0) return;
    if (this.#count === 1 && this.#first instanceof S3kitError) throw this.#first;
    const more = this.#count - this.#shown.length;
    const lines = more > 0 ? [...this.#shown, `and ${more.toString()} more`] : this.#shown;
    const message = `${what}\n  ${lines.join("\n  ")}`;
    throw alike !== undefined && this.#sameExit === alike.exitCode
      ? alike.make(message)
      : new PartialFailureError(message);
  }
}

const SHOWN_FAILURES = 20;
