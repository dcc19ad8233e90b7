/** Measures how long a hook works: it is stopped while the hook waits for content, which is not the hook's fault. */
export class HookClock {
  readonly #limitMs: number;
  readonly #onTimeUp: () => void;
  readonly #startedMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #spentMs = 0;
  /** Undefined while it stands still. */
  #runningSinceMs: number | undefined = this.#startedMs;

  constructor(limitMs: number, onTimeUp: () => void) {
    this.#limitMs = limitMs;
    this.#onTimeUp = onTimeUp;
    this.#arm();
  }

  /** Since the beginning, waiting included. */
  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  pause(): void {
    this.#spentMs = this.#workedMs();
    this.#runningSinceMs = undefined;
  }

  resume(): void {
    this.#runningSinceMs ??= performance.now();
  }

  /** For good. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** One timer that looks again, since one for each chunk would cost more than the chunk. */
  #arm(): void {
    const leftMs = this.#limitMs - this.#workedMs();
    this.#timer = setTimeout(
      () => {
        if (this.#workedMs() >= this.#limitMs) this.#onTimeUp();
        else this.#arm();
      },
      Math.max(1, Math.ceil(leftMs)),
    );
  }

  #workedMs(): number {
    return (
      this.#spentMs + (this.#runningSinceMs === undefined ? 0 : performance.now() - this.#runningSinceMs)
    );
  }
}
