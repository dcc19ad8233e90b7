import { ExpiringMap } from "./expiring-map.js";

/**
 * Answers that are looked up once and remembered for a time. Those who ask while a look-up is under way get its answer;
 * a failure is told to them and forgotten.
 */
export class CachedLookup<Value> {
  readonly #answers: ExpiringMap<Promise<Value>>;
  readonly #now: () => number;

  constructor(options: {
    readonly maxCount: number;
    readonly lifetimeMs: number;
    readonly now: () => number;
  }) {
    this.#answers = new ExpiringMap(options);
    this.#now = options.now;
  }

  async get(name: string, look: () => Promise<Value>): Promise<Value> {
    const known = this.#answers.get(name, this.#now());
    if (known !== undefined) return known;
    const looking = look();
    this.#answers.set(name, looking, this.#now());
    try {
      return await looking;
    } catch (error) {
      this.#answers.delete(name);
      throw error;
    }
  }

  clear(): void {
    this.#answers.clear();
  }
}
