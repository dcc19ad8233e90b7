import { UsageError } from "../errors/s3kit-error.js";

/** The error for a text that is neither a presigned URL nor a POST policy. */
export function notPresigned(why: string, cause?: unknown): UsageError {
  return new UsageError(`Not a presigned URL or POST policy: ${why}`, {
    code: "NotPresigned",
    hints: ["Give a presigned URL, a Base64 policy, or a form as JSON or HTML"],
    cause,
  });
}

/** Whole seconds from `now` to a moment; below zero when it is past. */
export function secondsUntil(moment: Date, now: Date): number {
  return Math.round((moment.getTime() - now.getTime()) / 1000);
}
