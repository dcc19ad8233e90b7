import { EXIT } from "../errors/exit-codes.js";
import { S3kitError } from "../errors/s3kit-error.js";
import { oclifExitStatus } from "./usage-error.js";

/** The exit status for an error that ended a command: see {@link EXIT}. */
export function exitStatusOf(error: unknown): number {
  if (error instanceof S3kitError) return error.exitCode;
  if (isInterruption(error)) return EXIT.interrupted;
  if (isProgrammerError(error)) return EXIT.bug;
  return oclifExitStatus(error) ?? EXIT.other;
}

/** True for the errors that only wrong code causes: there is nothing the user could do but report them. */
export function isProgrammerError(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  const kinds = [TypeError, ReferenceError, RangeError, SyntaxError, EvalError];
  return kinds.some((kind) => error instanceof kind) || error.name === "AssertionError";
}

/** True when the work was aborted through an `AbortSignal`. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
