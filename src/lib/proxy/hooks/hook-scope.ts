import { AsyncLocalStorage } from "node:async_hooks";
import type { EventEmitter } from "node:events";
import type { RegisteredHook } from "./hook-api.js";

/** The call of a hook that some code belongs to, however late it runs. */
export interface HookScope {
  readonly hook: RegisteredHook;
  /** Fail the call. @returns false when it was over. */
  readonly fail: (error: unknown) => boolean;
}

const scopes = new AsyncLocalStorage<HookScope>();

/** Run a hook so that what it throws out of a timer or an event can be traced to it. */
export function runInHookScope<Result>(scope: HookScope, run: () => Result): Result {
  return scopes.run(scope, run);
}

/**
 * Keep the process alive when a hook throws where nobody can catch it: out of a timer, an event, or a promise that nobody
 * awaits. The call then fails. What is thrown by anything else goes on as before.
 *
 * @param onCrash told of what comes after a call was over.
 * @returns undoes it.
 */
export function containHookCrashes(onCrash: (error: unknown, hook: RegisteredHook) => void): () => void {
  const contain = (error: unknown): boolean => {
    const scope = scopes.getStore();
    if (scope === undefined) return false;
    if (!scope.fail(error)) onCrash(error, scope.hook);
    return true;
  };
  const onRejection = (reason: unknown): void => {
    // Thrown from here, it is what it would have been without a listener.
    if (!contain(reason)) throw reason;
  };
  const isOurs = !process.hasUncaughtExceptionCaptureCallback();
  if (isOurs) {
    process.setUncaughtExceptionCaptureCallback((error) => {
      if (!contain(error)) passOn(error);
    });
  }
  process.on("unhandledRejection", onRejection);
  return () => {
    if (isOurs) process.setUncaughtExceptionCaptureCallback(null);
    process.off("unhandledRejection", onRejection);
  };
}

/** To those who listen for it, else as Node does where nobody listens. */
function passOn(error: Error): void {
  const events: EventEmitter = process;
  if (events.emit("uncaughtException", error, "uncaughtException")) return;
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.exit(1);
}
