import { InterruptedError, S3kitError } from "../errors/s3kit-error.js";
import { contextOf, type ErrorContext } from "./error-context.js";
import { translateConnectionError } from "./failures/connection-failures.js";
import { translateCredentialError } from "./failures/credential-failures.js";
import { translateFileError } from "./failures/file-failures.js";
import { toServiceFailure } from "./failures/service-failure.js";
import { translateServiceFailure } from "./failures/translate-service-failure.js";

/**
 * Turn an error of the SDK, of the network or of the file system into one that says what failed, on what, and what
 * to do next. Errors that are already such, and unknown ones, pass unchanged: the latter are mistakes to be found.
 *
 * What was being done comes from `context`, and else from what the client noted on the error.
 */
export function translateError(error: unknown, context: ErrorContext = {}): unknown {
  if (error instanceof S3kitError || !(error instanceof Error)) return error;
  if (error.name === "AbortError") return new InterruptedError("Interrupted", { cause: error });
  const merged = { ...contextOf(error), ...withoutUndefined(context) };
  const failure = toServiceFailure(error);
  const translated =
    (failure === undefined ? undefined : translateServiceFailure(failure, merged)) ??
    translateCredentialError(error, merged) ??
    translateConnectionError(error, merged) ??
    translateFileError(error, merged);
  return translated ?? error;
}

function withoutUndefined(context: ErrorContext): ErrorContext {
  return Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
}
