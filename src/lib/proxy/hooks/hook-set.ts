import type { RegisteredHook } from "./hook-api.js";
import { orderHooks, type HooksByEvent } from "./hook-registry.js";

/** The hooks that a proxy runs. */
export interface HookSet {
  readonly byEvent: HooksByEvent;
  /** What goes on after its request was answered: awaited by {@link HookSet.close}. Never rejects. */
  readonly background: Set<Promise<void>>;
  /** Wait for hooks that run after their request, then end threads. Hooks must not be called any more. */
  close(): Promise<void>;
}

/**
 * A set of hooks, checked against each other.
 *
 * @param release frees what the hooks hold, once.
 * @throws ConfigurationError for two hooks of an event with one name or one `pos`.
 */
export function createHookSet(
  hooks: readonly RegisteredHook[],
  release: () => Promise<void> = () => Promise.resolve(),
): HookSet {
  const background = new Set<Promise<void>>();
  return {
    byEvent: orderHooks(hooks),
    background,
    close: async () => {
      await Promise.all(background);
      await release();
    },
  };
}
