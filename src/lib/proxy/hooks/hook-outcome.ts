import type { HookEvent } from "./hook-api.js";

/** How one call of a hook ended: what metrics and the access log are told. */
export interface HookOutcome {
  readonly requestId: string;
  readonly event: HookEvent;
  readonly hook: string;
  /** `failed`: threw, hung, or was given too much; `onError` then decided. */
  readonly outcome: "passed" | "refused" | "failed";
  /** Of a refusal or failure. */
  readonly reason: string | undefined;
  readonly durationMs: number;
}

/** Told of every call of a hook once it has ended. Must not throw. */
export type HookObserver = (outcome: HookOutcome) => void;
