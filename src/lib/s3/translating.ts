import type { ErrorContext } from "./error-context.js";
import { translateError } from "./translate-error.js";

/** Do some work against a store and translate what goes wrong: see {@link translateError}. */
export async function translating<Result>(
  context: ErrorContext,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translateError(error, context);
  }
}
