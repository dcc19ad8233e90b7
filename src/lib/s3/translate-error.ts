import { NotFoundError, S3kitError } from "../errors/s3kit-error.js";
import { contextOf, type ErrorContext } from "./error-context.js";

/** Turn an error of the SDK or of Node into one that tells the user what to do; unknown errors pass unchanged. */
export function translateError(error: unknown, context: ErrorContext = {}): unknown {
  if (error instanceof S3kitError) return error;
  const { bucket } = { ...contextOf(error), ...context };
  if ((error as Error).name === "NoSuchBucket") {
    return new NotFoundError(`No bucket ${bucket ?? ""}`, { code: "NoSuchBucket", cause: error });
  }
  return error;
}
