import type { SendingProgress } from "./gated-body.js";

/** Milliseconds. */
export interface UpstreamTimeouts {
  /** How long the store may take nothing of what is offered. */
  readonly sendMs: number;
  /** How long it may think once it has the whole request. Completing a large upload takes some stores minutes. */
  readonly answerMs: number;
  /** How long an answer may fall silent in the middle while it is being read. */
  readonly bodyMs: number;
}

export const DEFAULT_UPSTREAM_TIMEOUTS: UpstreamTimeouts = {
  sendMs: 60_000,
  answerMs: 300_000,
  bodyMs: 60_000,
};

/** The store made no progress with a request. */
class StalledError extends Error {
  override readonly name = "StalledError";
}

interface Watched {
  readonly progress: SendingProgress;
  readonly giveUp: (reason: StalledError) => void;
}

/** Gives up requests that the store does not get on with. One timer for all: a timer a chunk would cost more than the chunk. */
export class StallWatch {
  readonly #timeouts: UpstreamTimeouts;
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;

  constructor(timeouts: UpstreamTimeouts) {
    this.#timeouts = timeouts;
    const shortestMs = Math.min(timeouts.sendMs, timeouts.answerMs);
    this.#timer = setInterval(this.#look, Math.max(10, Math.min(1000, shortestMs / 4)));
    this.#timer.unref();
  }

  /** Watch until the returned function is called. */
  watch(progress: SendingProgress, giveUp: Watched["giveUp"]): () => void {
    const watched = { progress, giveUp };
    this.#watched.add(watched);
    return () => this.#watched.delete(watched);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    const nowMs = performance.now();
    for (const { progress, giveUp } of this.#watched) {
      if (progress.waitingSinceMs === undefined) continue;
      const limitMs = progress.isSent ? this.#timeouts.answerMs : this.#timeouts.sendMs;
      if (nowMs - progress.waitingSinceMs > limitMs)
        giveUp(new StalledError(`The store made no progress for ${(limitMs / 1000).toString()} s`));
    }
  };
}
