import { foldCase } from "./fold-case.js";
import type { Needle } from "./needle.js";
import type { RowFacts, RowFilter } from "./row-filter.js";
import { orderByNumber } from "./number-order.js";
import type { RowStore } from "./row-store.js";

export type SortKey = "name" | "size" | "time" | "class";

export interface SortOrder {
  readonly key: SortKey;
  readonly descending: boolean;
}

export const BY_NAME: SortOrder = { key: "name", descending: false };

/** Rows looked at in one go: about 3 ms, so that the keyboard never waits for a scan. */
const ROWS_PER_STEP = 16_384;

/**
 * The rows of a store as one place shows them: those that the filter keeps, folders first, in the chosen order.
 * It follows a store that grows: call {@link advance} until {@link pending} is false. Sorted by name, which is the
 * order that listings come in, rows are only ever appended to the folders or the objects.
 */
export class RowView {
  readonly rows: RowStore;
  readonly filter: RowFilter | undefined;
  readonly sort: SortOrder;
  readonly #folders: IdList;
  readonly #others: IdList;
  readonly #facts: StoredFacts;
  #scanned: number;
  #ordered: Uint32Array | undefined;
  #orderedCount = 0;

  /** @param other a view of the same rows and filter in another order, which is of no use any more then. */
  constructor(rows: RowStore, filter?: RowFilter, sort: SortOrder = BY_NAME, other?: RowView) {
    this.rows = rows;
    this.#folders = other?.rows === rows ? other.#folders : new IdList();
    this.#others = other?.rows === rows ? other.#others : new IdList();
    this.#scanned = other?.rows === rows ? other.#scanned : 0;
    this.#facts = new StoredFacts(rows);
    this.filter = filter;
    this.sort = sort;
  }

  /** Rows shown. */
  get count(): number {
    return this.#folders.count + this.#others.count;
  }

  /** Folders shown; they stand above everything else. */
  get folderCount(): number {
    return this.#folders.count;
  }

  /** Rows of the store not looked at yet. */
  get pending(): boolean {
    return this.#scanned < this.rows.count;
  }

  /** Rows of the store looked at so far. */
  get scannedCount(): number {
    return this.#scanned;
  }

  /** Take in rows that have been appended to the store, a bounded number at a time. */
  advance(maxRows = ROWS_PER_STEP): void {
    const end = Math.min(this.rows.count, this.#scanned + maxRows);
    for (let row = this.#scanned; row < end; row += 1) {
      if (this.filter?.matches(this.#facts.of(row)) === false) continue;
      (this.rows.kindAt(row) === "prefix" ? this.#folders : this.#others).push(row);
    }
    this.#scanned = end;
  }

  /**
   * Sort what has come in since the last time. While rows stream in this is worth it only now and then: `force`
   * when nothing more comes. True when rows may have changed places.
   */
  settle(force: boolean): boolean {
    const grown = this.#others.count - this.#orderedCount;
    if (this.sort.key === "name" || grown === 0) return false;
    if (!force && grown < this.#orderedCount / 4) return false;
    this.#ordered = orderByNumber(this.#others.toArray(), this.#numberOf());
    this.#orderedCount = this.#ordered.length;
    return true;
  }

  /** Row id at a position of the view. */
  idAt(position: number): number {
    const folders = this.#folders.count;
    const others = this.#others.count;
    if (position < folders)
      return this.#folders.at(this.#foldersReversed ? folders - 1 - position : position);
    return this.#otherAt(position - folders, others);
  }

  /** Position of a row id, or -1. */
  positionOf(id: number): number {
    for (let position = 0; position < this.count; position += 1)
      if (this.idAt(position) === id) return position;
    return -1;
  }

  get #foldersReversed(): boolean {
    return this.sort.key === "name" && this.sort.descending;
  }

  // Rows that came in after the last sort stand below the sorted ones until the next.
  #otherAt(index: number, count: number): number {
    if (this.sort.key === "name") return this.#others.at(this.sort.descending ? count - 1 - index : index);
    if (this.#ordered === undefined || index >= this.#orderedCount) return this.#others.at(index);
    return this.#ordered[this.sort.descending ? this.#orderedCount - 1 - index : index] ?? 0;
  }

  #numberOf(): (row: number) => number {
    if (this.sort.key === "size") return (row) => this.rows.sizeAt(row) + 1;
    if (this.sort.key === "time") return (row) => (this.rows.modifiedSecondsAt(row) ?? -1) + 1;
    const ranks = this.rows.classRanks();
    return (row) => ranks[this.rows.classNumberAt(row)] ?? 0;
  }
}

/** One row after the other, without an object for each: what a filter does not ask is never decoded. */
class StoredFacts implements RowFacts {
  readonly #rows: RowStore;
  #row = 0;
  #name: string | undefined;
  #folded: string | undefined;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  of(row: number): this {
    this.#row = row;
    this.#name = undefined;
    this.#folded = undefined;
    return this;
  }

  get name(): string {
    this.#name ??= this.#rows.nameAt(this.#row);
    return this.#name;
  }

  get folded(): string {
    this.#folded ??= foldCase(this.name);
    return this.#folded;
  }

  holds(needle: Needle): boolean {
    return this.#rows.nameHolds(this.#row, needle);
  }

  get sizeBytes(): number {
    return this.#rows.sizeAt(this.#row);
  }

  get modifiedSeconds(): number | undefined {
    return this.#rows.modifiedSecondsAt(this.#row);
  }

  get storageClass(): string {
    return this.#rows.classAt(this.#row);
  }
}

/** A growing list of row ids, four bytes each. */
class IdList {
  #ids = new Uint32Array(64);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  at(index: number): number {
    return this.#ids[index] ?? 0;
  }

  push(id: number): void {
    if (this.#count === this.#ids.length) {
      const longer = new Uint32Array(this.#ids.length * 2);
      longer.set(this.#ids);
      this.#ids = longer;
    }
    this.#ids[this.#count] = id;
    this.#count += 1;
  }

  toArray(): Uint32Array {
    return this.#ids.subarray(0, this.#count);
  }
}
