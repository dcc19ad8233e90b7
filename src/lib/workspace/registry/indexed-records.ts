/** For each index, the names under which it has a record; a name may stand for several records. */
export type IndexNames<Item, Index extends string> = Readonly<
  Record<Index, (record: Item) => readonly string[]>
>;

/** Records by id, and by whatever else they are looked up by, kept up to date as they come and go. */
export class IndexedRecords<Item extends { readonly id: string }, Index extends string = never> {
  readonly #records = new Map<string, Item>();
  readonly #names: IndexNames<Item, Index>;
  readonly #indexes: ReadonlyMap<Index, Map<string, Set<string>>>;

  constructor(names: IndexNames<Item, Index>) {
    this.#names = names;
    this.#indexes = new Map(
      (Object.keys(names) as Index[]).map((index) => [index, new Map<string, Set<string>>()]),
    );
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): Item | undefined {
    return this.#records.get(id);
  }

  all(): Iterable<Item> {
    return this.#records.values();
  }

  /** Records under a name of an index, in the order in which they came to be there. */
  by(index: Index, name: string): readonly Item[] {
    const ids = this.#indexes.get(index)?.get(name) ?? [];
    return Array.from(ids, (id) => this.#records.get(id)).filter((record) => record !== undefined);
  }

  put(record: Item): void {
    const before = this.#records.get(record.id);
    if (before !== undefined) this.#unlink(before);
    this.#records.set(record.id, record);
    for (const [index, names] of this.#indexes) {
      for (const name of this.#names[index](record)) {
        const ids = names.get(name) ?? new Set();
        names.set(name, ids.add(record.id));
      }
    }
  }

  /** Returns what was there. */
  remove(id: string): Item | undefined {
    const record = this.#records.get(id);
    if (record === undefined) return undefined;
    this.#unlink(record);
    this.#records.delete(id);
    return record;
  }

  #unlink(record: Item): void {
    for (const [index, names] of this.#indexes) {
      for (const name of this.#names[index](record)) {
        const ids = names.get(name);
        ids?.delete(record.id);
        if (ids?.size === 0) names.delete(name);
      }
    }
  }
}
