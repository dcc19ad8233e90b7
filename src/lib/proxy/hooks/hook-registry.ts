import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { Hook, HookEvent, HookEventName, HookOptions, RegisteredHook } from "./hook-api.js";

/** Events in the order in which a request meets them. */
export const HOOK_EVENTS: readonly HookEvent[] = [
  "preRequest",
  "preUploadBeforeCheck",
  "preUploadUnsafe",
  "postUpload",
  "postRetrieve",
];

/** Events whose hooks may read content. */
const CONTENT_EVENTS: ReadonlySet<HookEvent> = new Set([
  "preUploadBeforeCheck",
  "preUploadUnsafe",
  "postRetrieve",
]);

const TIMEOUT_MS = 30_000;
const CONTENT_TIMEOUT_MS = 300_000;
/** Longer ones would overflow a timer, which then fires at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The hooks of one event, in the order in which they are run. */
export interface EventHooks {
  /** Run at the same time. */
  readonly together: readonly RegisteredHook[];
  /** Run one after the other, by `pos`; those without one last. */
  readonly inOrder: readonly RegisteredHook[];
}

export type HooksByEvent = Readonly<Record<HookEvent, EventHooks>>;

/**
 * A hook with every default filled in.
 *
 * @param source file that registers it, with its line where that is known, or `built-in`.
 * @throws {@link ConfigurationError} for options that make no sense, naming the source.
 */
export function registerHook(
  eventName: HookEventName,
  options: HookOptions,
  hook: Hook,
  source: string,
): RegisteredHook {
  const event = eventNamed(eventName, source);
  const name = options.name ?? hook.name;
  checkOptions(event, name, options, source);
  return {
    event,
    name,
    blocking: options.blocking ?? event === "preRequest",
    pos: options.pos,
    timeoutMs: options.timeoutMs ?? (CONTENT_EVENTS.has(event) ? CONTENT_TIMEOUT_MS : TIMEOUT_MS),
    maxBytes: options.maxBytes,
    onError: options.onError ?? "refuse",
    worker: options.worker ?? false,
    source,
    hook,
  };
}

/**
 * Hooks in the order of their events and of their turns.
 *
 * @throws {@link ConfigurationError} for two hooks of an event with one name or one `pos`.
 */
export function orderHooks(hooks: readonly RegisteredHook[]): HooksByEvent {
  const ordered = Object.fromEntries(
    HOOK_EVENTS.map((event) => [event, orderEvent(hooks.filter((hook) => hook.event === event))]),
  );
  return ordered as Record<HookEvent, EventHooks>;
}

/** All hooks, in the order of their events and of their turns. */
export function hooksInOrder(byEvent: HooksByEvent): readonly RegisteredHook[] {
  return HOOK_EVENTS.flatMap((event) => [...byEvent[event].together, ...byEvent[event].inOrder]);
}

function orderEvent(hooks: readonly RegisteredHook[]): EventHooks {
  refuseTwins(hooks, "name", ({ name }) => name);
  refuseTwins(hooks, "pos", ({ pos }) => pos);
  return {
    together: hooks.filter(({ blocking }) => !blocking),
    inOrder: hooks
      .filter(({ blocking }) => blocking)
      .toSorted((a, b) => (a.pos ?? Number.MAX_SAFE_INTEGER) - (b.pos ?? Number.MAX_SAFE_INTEGER)),
  };
}

function refuseTwins(
  hooks: readonly RegisteredHook[],
  property: "name" | "pos",
  valueOf: (hook: RegisteredHook) => string | number | undefined,
): void {
  const seen = new Map<string | number, RegisteredHook>();
  for (const hook of hooks) {
    const value = valueOf(hook);
    if (value === undefined) continue;
    const twin = seen.get(value);
    if (twin !== undefined) throw twins(twin, hook, property, value);
    seen.set(value, hook);
  }
}

function twins(
  first: RegisteredHook,
  second: RegisteredHook,
  property: "name" | "pos",
  value: string | number,
): ConfigurationError {
  const message =
    `Two hooks of ${second.event} have the ${property} ${JSON.stringify(value)}: ` +
    `${first.name} (${first.source}) and ${second.name} (${second.source})`;
  return new ConfigurationError(message, {
    code: property === "name" ? "HookNameTaken" : "HookPosTaken",
    hints: [`Give one of them another ${property}: on("${second.event}", { ${property}: … }, …)`],
  });
}

/** `preUploadBeforeCheck` of `preUploadBeforeCheck` or `pre_upload_before_check`. */
function eventNamed(eventName: string, source: string): HookEvent {
  const camelCase = eventName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const event = HOOK_EVENTS.find((known) => known === camelCase);
  if (event !== undefined) return event;
  throw new ConfigurationError(`${source}: there is no event ${JSON.stringify(eventName)}`, {
    code: "UnknownHookEvent",
    hints: [`Choose one of ${HOOK_EVENTS.join(", ")}`],
  });
}

function checkOptions(event: HookEvent, name: string, options: HookOptions, source: string): void {
  const { pos, timeoutMs = 1, maxBytes = 0, onError = "refuse" } = options;
  const complaint =
    (name === "" && "a hook without a name: name the function, or give options a name") ||
    (pos !== undefined && !Number.isSafeInteger(pos) && "pos must be a whole number") ||
    (!(timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) && "timeoutMs must be between 1 and 2147483647") ||
    (!(maxBytes >= 0) && "maxBytes must not be negative") ||
    (!["refuse", "pass"].includes(onError) && 'onError must be "refuse" or "pass"');
  if (complaint === false) return;
  throw new ConfigurationError(`${source}: ${event}${name === "" ? "" : ` hook ${name}`}: ${complaint}`, {
    code: "InvalidHook",
  });
}
