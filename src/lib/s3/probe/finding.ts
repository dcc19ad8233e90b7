import type { Finding } from "../../config/known-capabilities.js";
import { AccessDeniedError, NetworkError, S3kitError } from "../../errors/s3kit-error.js";
import { toServiceFailure } from "../failures/service-failure.js";
import { translateError } from "../translate-error.js";

/** What came of a request that a store should carry out, or should refuse. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly status: number; readonly code: string | undefined }
  | { readonly kind: "denied" };

/**
 * Try a request and see what a store makes of it.
 *
 * @throws NetworkError, InterruptedError: these say nothing about what the store can do.
 */
export async function attempt(request: () => Promise<unknown>): Promise<Outcome> {
  try {
    await request();
    return { kind: "done" };
  } catch (error) {
    return toOutcome(error);
  }
}

/** Found when the request is carried out and the answer is as it should be. */
export async function works(request: () => Promise<boolean>): Promise<Finding> {
  let answer = false;
  const outcome = await attempt(async () => {
    answer = await request();
  });
  if (outcome.kind === "denied") return "unknown";
  return outcome.kind === "done" && answer ? "yes" : "no";
}

/** Found when the request is refused with one of these statuses, as it must be. */
export async function refuses(
  request: () => Promise<unknown>,
  statuses: readonly number[],
): Promise<Finding> {
  const outcome = await attempt(request);
  if (outcome.kind === "denied") return "unknown";
  return outcome.kind === "refused" && statuses.includes(outcome.status) ? "yes" : "no";
}

/** Found when a setting can be read, or is said not to be set. */
export async function knowsSetting(request: () => Promise<unknown>): Promise<Finding> {
  const outcome = await attempt(request);
  if (outcome.kind === "denied") return "unknown";
  return outcome.kind === "done" || outcome.status === 404 ? "yes" : "no";
}

function toOutcome(error: unknown): Outcome {
  const translated = translateError(error);
  if (translated instanceof AccessDeniedError) return { kind: "denied" };
  const failure = error instanceof Error ? toServiceFailure(error) : undefined;
  const isAnswer = failure !== undefined && !(translated instanceof NetworkError && failure.status < 500);
  if (isAnswer && failure.status !== 503)
    return { kind: "refused", status: failure.status, code: failure.code };
  throw translated instanceof S3kitError ? translated : error;
}
