/** What is asked of the store at the moment, by number, so that it can be called off. */
export class Requests {
  readonly #running = new Map<number, AbortController>();
  readonly #turns = new Map<number, number>();

  /** `work` tells of its own failures: it never rejects. */
  start(id: number, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    this.#running.set(id, abort);
    void work(abort.signal).finally(() => {
      if (this.#running.get(id) === abort) this.#running.delete(id);
    });
  }

  /**
   * Start work of which only the latest turn counts, in place of an earlier turn; once for each turn, however often it
   * is asked for.
   */
  startTurn(id: number, turn: number, work: (signal: AbortSignal) => Promise<void>): void {
    if ((this.#turns.get(id) ?? 0) >= turn) return;
    this.#turns.set(id, turn);
    this.stop(id);
    this.start(id, work);
  }

  stop(id: number): void {
    this.#running.get(id)?.abort();
  }

  stopAll(): void {
    for (const abort of this.#running.values()) abort.abort();
  }
}
