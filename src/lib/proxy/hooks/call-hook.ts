import type { HookContent, HookContext, HookVerdict, RegisteredHook } from "./hook-api.js";
import { HookClock } from "./hook-clock.js";
import { failedHook, HookCancelled, HookFailure, refusedByHook } from "./hook-failure.js";
import type { HookObserver } from "./hook-outcome.js";
import { tooLarge } from "./hook-content.js";
import { runInHookScope } from "./hook-scope.js";

/** What hooks are told of a request, whichever the event. */
export type HookFacts = Omit<HookContext, "event" | "signal">;

export interface HookCall<Result> {
  readonly hook: RegisteredHook;
  readonly facts: HookFacts;
  /** Aborted when the verdict is not needed any more. */
  readonly signal: AbortSignal;
  /** Opens the content for it. The clock is to be paused while the hook waits for content. */
  readonly openContent: (clock: HookClock, fail: (failure: HookFailure) => boolean) => HookContent;
  /** Makes use of what it passed with, within its time. */
  readonly complete: (passed: PassedVerdict, signal: AbortSignal) => Promise<Result> | Result;
  readonly observe: HookObserver;
  /** Sees what hooks throw, which clients are not told. */
  readonly onError: HookErrorListener;
}

export type PassedVerdict = Extract<HookVerdict, { readonly pass: true }>;
export type HookErrorListener = (error: unknown, hook: RegisteredHook, requestId: string) => void;

/**
 * Run one hook within its limits.
 *
 * @returns what `complete` made of its verdict; undefined when it failed and its `onError` is `pass`.
 * @throws S3Error when it refuses, or fails; {@link HookCancelled} when `signal` is aborted.
 */
export async function callHook<Result>(call: HookCall<Result>): Promise<Result | undefined> {
  const { hook, facts, signal, observe } = call;
  const run = new HookRun(hook, signal);
  const report = (outcome: "passed" | "refused" | "failed", reason?: string) => {
    const { requestId } = facts;
    const durationMs = run.clock.elapsedMs;
    observe({ requestId, event: hook.event, hook: hook.name, outcome, reason, durationMs });
  };
  try {
    const { verdict, result } = await run.race(async () => invoke(call, run));
    report(verdict.pass ? "passed" : "refused", verdict.pass ? undefined : verdict.reason);
    if (!verdict.pass) throw refusedByHook(hook, verdict.reason);
    return result;
  } catch (error) {
    if (!(error instanceof HookFailure)) throw error;
    report("failed", error.message);
    call.onError(error.cause ?? error, hook, facts.requestId);
    if (hook.onError === "refuse") throw failedHook(hook, error);
    return undefined;
  } finally {
    run.end();
  }
}

/** One call under way: its clock, its signal, and the one way in which it is given up. */
class HookRun {
  readonly clock: HookClock;
  readonly signal: AbortSignal;
  readonly #outer: AbortSignal;
  readonly #givenUp = new AbortController();
  #isOver = false;

  constructor(hook: RegisteredHook, outer: AbortSignal) {
    this.#outer = outer;
    this.signal = AbortSignal.any([outer, this.#givenUp.signal]);
    this.clock = new HookClock(hook.timeoutMs, () => {
      this.fail(new HookFailure(`it did not finish within ${hook.timeoutMs.toString()} ms`));
    });
  }

  /** @returns false when it was over. */
  fail = (failure: HookFailure): boolean => {
    if (this.#isOver) return false;
    this.#givenUp.abort(failure);
    return true;
  };

  end(): void {
    this.#isOver = true;
    this.clock.stop();
  }

  /** What `step` comes to, unless the run is given up before. */
  async race<Value>(step: () => Promise<Value>): Promise<Value> {
    if (this.signal.aborted) throw this.#reason();
    const abandoned = Promise.withResolvers<never>();
    const abandon = (): void => abandoned.reject(this.#reason());
    this.signal.addEventListener("abort", abandon, { once: true });
    try {
      return await Promise.race([step(), abandoned.promise]);
    } finally {
      this.signal.removeEventListener("abort", abandon);
    }
  }

  #reason(): Error {
    if (this.#outer.aborted) return new HookCancelled("The verdict is not needed any more");
    return this.signal.reason as HookFailure;
  }
}

interface Invoked<Result> {
  readonly verdict: HookVerdict;
  readonly result: Result | undefined;
}

/** Anything that the hook throws becomes a {@link HookFailure}. */
async function invoke<Result>(call: HookCall<Result>, run: HookRun): Promise<Invoked<Result>> {
  const { hook, facts } = call;
  refuseTooLarge(hook, facts);
  const context = Object.freeze({ ...facts, event: hook.event, signal: run.signal });
  const content = call.openContent(run.clock, run.fail);
  try {
    const verdict = checkVerdict(
      await runInHookScope({ hook, fail: (error) => run.fail(broken(error)) }, async () =>
        hook.hook(context, content),
      ),
      hook,
    );
    return { verdict, result: verdict.pass ? await call.complete(verdict, run.signal) : undefined };
  } catch (error) {
    throw error instanceof HookFailure ? error : broken(error);
  }
}

/** Decided before the hook sees a byte, where the client said how much will come. */
function refuseTooLarge(hook: RegisteredHook, { sizeBytes = 0 }: HookFacts): void {
  if (hook.maxBytes !== undefined && sizeBytes > hook.maxBytes) throw tooLarge(hook);
}

function broken(cause: unknown): HookFailure {
  return new HookFailure("it gave no verdict", { cause });
}

/** Hooks may be written without types. */
function checkVerdict(returned: unknown, hook: RegisteredHook): HookVerdict {
  const { pass, reason, content, metadata } = (returned ?? {}) as Partial<
    Record<"pass" | "reason" | "content" | "metadata", unknown>
  >;
  if (pass === false) return { pass, reason: typeof reason === "string" ? reason : "no reason given" };
  if (pass !== true) throw misused(hook, "return { pass: true } or { pass: false, reason }");
  if (content !== undefined && !hook.blocking) {
    throw misused(hook, "only hooks with blocking: true can change content");
  }
  if (content !== undefined && !isAsyncIterable(content)) {
    throw misused(hook, "content must be an async iterable of Buffers");
  }
  if (metadata !== undefined && hook.event !== "preRequest") {
    throw misused(hook, "only preRequest hooks can change metadata");
  }
  return returned as HookVerdict;
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function misused({ name }: RegisteredHook, rule: string): TypeError {
  return new TypeError(`Hook ${name}: ${rule}`);
}
