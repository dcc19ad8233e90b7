/** What is asked of the store at the moment, by number, so that it can be called off. */
export class Requests {
  readonly #running = new Map<number, AbortController>();

  /** `work` tells of its own failures: it never rejects. */
  start(id: number, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    this.#running.set(id, abort);
    void work(abort.signal).finally(() => this.#running.delete(id));
  }

  stop(id: number): void {
    this.#running.get(id)?.abort();
  }

  stopAll(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
