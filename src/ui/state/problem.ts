import { S3kitError } from "../../lib/errors/s3kit-error.js";

/** An error in the words shown where it happened. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
}

export function toProblem(error: unknown): Problem {
  if (error instanceof S3kitError) return { code: error.code, message: error.message, hints: error.hints };
  if (error instanceof Error) return { code: error.name, message: error.message, hints: [] };
  return { code: "Error", message: String(error), hints: [] };
}
