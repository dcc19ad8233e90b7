import type { ErrorContext } from "./error-context.js";
import { toServiceFailure } from "./failures/service-failure.js";
import { translateError } from "./translate-error.js";

/**
 * Read a setting that S3 answers with 404 while it is not set (`NoSuchTagSet`, `NoSuchLifecycleConfiguration`…; stores
 * differ in the names): undefined then.
 *
 * @throws NotFoundError when the bucket itself does not exist, and what else `translateError` makes of it.
 */
export async function unlessUnset<Value>(
  context: ErrorContext,
  read: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isUnset(error)) return undefined;
    throw translateError(error, context);
  }
}

const MISSING_THINGS: ReadonlySet<string> = new Set(["NoSuchBucket", "NoSuchKey", "NoSuchVersion"]);

function isUnset(error: unknown): boolean {
  const failure = error instanceof Error ? toServiceFailure(error) : undefined;
  if (failure?.status !== 404 || failure.code === undefined) return false;
  return !MISSING_THINGS.has(failure.code);
}
