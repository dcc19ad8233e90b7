/** Values that count for a time only, at most so many: the least recently used go first. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly endsAt: number }>();
  readonly #maxCount: number;
  readonly #lifetimeMs: number;

  constructor(options: { readonly maxCount: number; readonly lifetimeMs: number }) {
    this.#maxCount = options.maxCount;
    this.#lifetimeMs = options.lifetimeMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string, now: number): Value | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    if (entry.endsAt <= now) return undefined;
    this.#entries.set(name, entry);
    return entry.value;
  }

  set(name: string, value: Value, now: number): void {
    if (this.#maxCount <= 0 || this.#lifetimeMs <= 0) return;
    this.#entries.delete(name);
    this.#entries.set(name, { value, endsAt: now + this.#lifetimeMs });
    const [oldest] = this.#entries.size > this.#maxCount ? this.#entries.keys() : [];
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(name: string): void {
    this.#entries.delete(name);
  }

  clear(): void {
    this.#entries.clear();
  }
}
