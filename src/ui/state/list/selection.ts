import type { RowStore } from "./row-store.js";

const BITS = 32;

/** Which rows of a store are selected: a bit a row. A value; changes make another. */
export class Selection {
  static readonly none = new Selection(new Uint32Array(0), 0, 0);

  readonly count: number;
  /** Sum of the sizes that are known. */
  readonly sizeBytes: number;
  readonly #bits: Uint32Array;

  private constructor(bits: Uint32Array, count: number, sizeBytes: number) {
    this.#bits = bits;
    this.count = count;
    this.sizeBytes = sizeBytes;
  }

  has(id: number): boolean {
    return ((this.#bits[id >>> 5] ?? 0) & (1 << (id % BITS))) !== 0;
  }

  /** Select what is not, and the other way round, as `wanted` says of each of `ids`. */
  change(
    ids: Iterable<number>,
    rows: RowStore,
    wanted: (id: number, selected: boolean) => boolean,
  ): Selection {
    const bits = new Uint32Array(Math.ceil(rows.count / BITS));
    bits.set(this.#bits.subarray(0, bits.length));
    let { count, sizeBytes } = this;
    for (const id of ids) {
      const selected = this.has(id);
      if (wanted(id, selected) === selected) continue;
      bits[id >>> 5] = (bits[id >>> 5] ?? 0) ^ (1 << (id % BITS));
      const sign = selected ? -1 : 1;
      count += sign;
      sizeBytes += sign * Math.max(0, rows.sizeAt(id));
    }
    return new Selection(bits, count, sizeBytes);
  }

  /** Ids of the selected rows, in the order that they were listed. */
  *ids(): Generator<number, void, void> {
    for (let id = 0; id < this.#bits.length * BITS; id += 1) if (this.has(id)) yield id;
  }
}
