/**
 * What a hook file imports: `import { on } from "s3kit/hooks"`.
 *
 * Imports nothing that runs, because the proxy loads one copy of this file for each file that imports it: so it knows
 * where a hook came from, and a reload starts from nothing.
 */
import type { Hook, HookEvent, HookEventName, HookOptions, RegisteredHook } from "./hook-api.js";

export type {
  Hook,
  HookContent,
  HookContext,
  HookEvent,
  HookEventName,
  HookOptions,
  HookVerdict,
  RegisteredHook,
} from "./hook-api.js";

/** A call of {@link on}, as it was made: checked when all files are loaded. */
export interface Registration {
  readonly event: HookEventName;
  readonly options: HookOptions;
  readonly hook: Hook;
  /** Stack at the call, which tells the line. */
  readonly stack: string;
}

/** What this copy was asked to register. */
export const registrations: Registration[] = [];

/**
 * Register a hook for an event.
 *
 * @returns the hook itself, so that it can be exported, tested, and registered again elsewhere.
 */
export function on(event: HookEventName, hook: Hook): Hook;
export function on(event: HookEventName, options: HookOptions, hook: Hook): Hook;
export function on(event: HookEventName, optionsOrHook: HookOptions | Hook, givenHook?: Hook): Hook {
  const hook = typeof optionsOrHook === "function" ? optionsOrHook : givenHook;
  const options = typeof optionsOrHook === "function" ? {} : optionsOrHook;
  if (typeof hook !== "function")
    throw new TypeError(`on(${JSON.stringify(event)}, …): the hook is not a function`);
  registrations.push({ event, options, hook, stack: new Error().stack ?? "" });
  return hook;
}

/** Register hooks that somebody else made, such as the built-in ones: `use(limits({ maxBytes: 1e6 }))`. */
export function use(hooks: readonly RegisteredHook[]): void {
  for (const { event, name, blocking, onError, worker, timeoutMs, pos, maxBytes, hook } of hooks) {
    const places = pos === undefined ? {} : { pos };
    const sizes = maxBytes === undefined ? {} : { maxBytes };
    on(event, { name, blocking, onError, worker, timeoutMs, ...places, ...sizes }, hook);
  }
}

/** {@link on} for one event: `preUploadBeforeCheck(async function scan(context, content) { … })`. */
type Register = (...args: [hook: Hook] | [options: HookOptions, hook: Hook]) => Hook;

export const preRequest: Register = registerFor("preRequest");
export const preUploadBeforeCheck: Register = registerFor("preUploadBeforeCheck");
export const preUploadUnsafe: Register = registerFor("preUploadUnsafe");
export const postUpload: Register = registerFor("postUpload");
export const postRetrieve: Register = registerFor("postRetrieve");

function registerFor(event: HookEvent): Register {
  return (...args) => (args.length === 1 ? on(event, args[0]) : on(event, args[0], args[1]));
}
