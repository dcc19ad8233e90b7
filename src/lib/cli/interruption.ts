import { InterruptedError } from "../errors/s3kit-error.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption {
  /** Aborted with an `InterruptedError` by the first signal. */
  readonly signal: AbortSignal;
  /** From now on SIGHUP calls `listener` instead: servers read their settings anew on it. */
  onHangup(listener: () => void): void;
  /** Stop listening. */
  dispose(): void;
}

/**
 * Turn SIGINT, SIGTERM and SIGHUP into an `AbortSignal`, so that work in hand can be undone. A second signal ends the
 * process at once, for when undoing hangs.
 */
export function listenForInterruption(onSecond: () => void): Interruption {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) onSecond();
    else abort.abort(new InterruptedError());
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  let onHangup: (() => void) | undefined;
  return {
    signal: abort.signal,
    onHangup(listener) {
      process.off("SIGHUP", onHangup ?? onSignal);
      onHangup = listener;
      process.on("SIGHUP", listener);
    },
    dispose() {
      for (const name of SIGNALS) process.off(name, onSignal);
      if (onHangup !== undefined) process.off("SIGHUP", onHangup);
    },
  };
}
