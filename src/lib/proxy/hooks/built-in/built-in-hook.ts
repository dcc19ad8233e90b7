import { matchesWildcard } from "../../../access/policy/wildcard.js";
import type { Hook, HookContext, HookEvent, HookOptions, RegisteredHook } from "../hook-api.js";
import { registerHook } from "../hook-registry.js";

/** What every built-in hook can be told. */
export interface CommonConfig extends Pick<HookOptions, "name" | "timeoutMs" | "onError"> {
  /** Only for requests to these; `*` and `?` are wildcards. Default: all. */
  readonly only?: { readonly buckets?: readonly string[]; readonly keys?: readonly string[] };
}

/** JSON Schema of {@link CommonConfig}'s properties. */
export const COMMON_PROPERTIES = {
  name: { type: "string", minLength: 1, description: "Unique in its event. Default: the hook's kind" },
  timeoutMs: { type: "integer", minimum: 1, description: "How long it may take" },
  onError: { enum: ["refuse", "pass"], description: "What its failure means. Default: refuse" },
  only: {
    type: "object",
    description: "Only for requests to these; * and ? are wildcards. Default: all",
    additionalProperties: false,
    properties: {
      buckets: { type: "array", items: { type: "string" }, minItems: 1 },
      keys: { type: "array", items: { type: "string" }, minItems: 1 },
    },
  },
} as const;

/**
 * A built-in hook for one event, as its configuration narrows it down.
 *
 * @param defaults used where the configuration says nothing.
 * @throws ConfigurationError for options that make no sense.
 */
export function builtInHook(
  event: HookEvent,
  config: CommonConfig,
  defaults: HookOptions & { readonly name: string },
  hook: Hook,
): RegisteredHook {
  const { name, timeoutMs, onError, only } = config;
  const options = {
    ...defaults,
    ...(name === undefined ? {} : { name }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(onError === undefined ? {} : { onError }),
  };
  return registerHook(event, options, only === undefined ? hook : narrowed(hook, only), "built-in");
}

/** It keeps the number of the hook's parameters, which says whether it reads content. */
function narrowed(hook: Hook, only: NonNullable<CommonConfig["only"]>): Hook {
  const isMeant = ({ bucket, key }: HookContext): boolean =>
    matchesAny(only.buckets, bucket) && matchesAny(only.keys, key);
  if (hook.length === 1) {
    const withoutContent = hook as (context: HookContext) => ReturnType<Hook>;
    return (context) => (isMeant(context) ? withoutContent(context) : { pass: true });
  }
  return (context, content) => (isMeant(context) ? hook(context, content) : { pass: true });
}

function matchesAny(patterns: readonly string[] | undefined, text: string | undefined): boolean {
  return patterns === undefined || patterns.some((pattern) => matchesWildcard(pattern, text ?? ""));
}
