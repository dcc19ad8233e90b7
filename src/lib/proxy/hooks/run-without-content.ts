import { callHook, type PassedVerdict } from "./call-hook.js";
import type { HookSurroundings } from "./content-check.js";
import type { RegisteredHook } from "./hook-api.js";
import { NO_CONTENT } from "./hook-content.js";

/** Run hooks of an event that has no content at the same time. @throws S3Error of the first that does not pass. */
export async function runTogether(
  hooks: readonly RegisteredHook[],
  surroundings: HookSurroundings,
): Promise<void> {
  const abort = new AbortController();
  const signal = AbortSignal.any([surroundings.signal, abort.signal]);
  try {
    await Promise.all(hooks.map(async (hook) => runWithoutContent(hook, { ...surroundings, signal })));
  } finally {
    abort.abort();
  }
}

/** Run a hook that has no content. @returns its verdict; undefined when it failed and that is no reason to refuse. */
export async function runWithoutContent(
  hook: RegisteredHook,
  surroundings: HookSurroundings,
): Promise<PassedVerdict | undefined> {
  return callHook({
    ...surroundings,
    hook,
    openContent: () => NO_CONTENT,
    complete: (verdict) => verdict,
  });
}
