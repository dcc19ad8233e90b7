/** A listed thing as the screen shows it. Times are seconds since the epoch; `undefined`: the store did not say. */
export interface ListedRow {
  readonly kind: RowKind;
  /** Relative to the place listed. */
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly modifiedMs: number | undefined;
  readonly storageClass: string | undefined;
}

/** `deleted`: the newest version of the object is a delete marker. */
export type RowKind = "bucket" | "prefix" | "object" | "deleted";

const KINDS: readonly RowKind[] = ["bucket", "prefix", "object", "deleted"];
const BLOCK_ROWS = 4096;
const UNKNOWN_TIME = 0xffff_ffff;

/**
 * Listed rows, append-only, at about 20 bytes a row plus the name's own UTF-8: a million keys must fit in memory
 * beside everything else, which a million JavaScript objects would not.
 */
export class RowStore {
  readonly #blocks: Block[] = [];
  readonly #classes: string[] = [""];
  #count = 0;
  #totalBytes = 0;
  #folders = 0;
  #passedOver = 0;

  get count(): number {
    return this.#count;
  }

  /** Rows that are prefixes. */
  get folderCount(): number {
    return this.#folders;
  }

  /** Sum of the sizes of all objects. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Rows that came and were not kept: those that a search did not look for. */
  get passedOver(): number {
    return this.#passedOver;
  }

  passOver(count: number): void {
    this.#passedOver += count;
  }

  append(rows: Iterable<ListedRow>): void {
    for (const row of rows) this.#appendRow(row);
  }

  kindAt(row: number): RowKind {
    const { block, slot } = this.#locate(row);
    return KINDS[block.kinds[slot] ?? 0] ?? "object";
  }

  nameAt(row: number): string {
    const { block, slot } = this.#locate(row);
    return block.names.toString("utf8", block.starts[slot], block.starts[slot + 1]);
  }

  /** -1 when unknown. */
  sizeAt(row: number): number {
    const { block, slot } = this.#locate(row);
    return block.sizes[slot] ?? -1;
  }

  /** Seconds since the epoch; undefined when unknown. */
  modifiedSecondsAt(row: number): number | undefined {
    const { block, slot } = this.#locate(row);
    const seconds = block.times[slot] ?? UNKNOWN_TIME;
    return seconds === UNKNOWN_TIME ? undefined : seconds;
  }

  /** Empty when unknown. */
  classAt(row: number): string {
    return this.#classes[this.classNumberAt(row)] ?? "";
  }

  /** The number that stands for a row's storage class in this store. */
  classNumberAt(row: number): number {
    const { block, slot } = this.#locate(row);
    return block.classes[slot] ?? 0;
  }

  /** For each class's number, its place among all of them by name. */
  classRanks(): readonly number[] {
    const sorted = this.#classes.toSorted();
    return this.#classes.map((name) => sorted.indexOf(name));
  }

  rowAt(row: number): ListedRow {
    const sizeBytes = this.sizeAt(row);
    const seconds = this.modifiedSecondsAt(row);
    return {
      kind: this.kindAt(row),
      name: this.nameAt(row),
      sizeBytes: sizeBytes < 0 ? undefined : sizeBytes,
      modifiedMs: seconds === undefined ? undefined : seconds * 1000,
      storageClass: this.classAt(row) || undefined,
    };
  }

  /** The first row of this name from row `from` on, or -1. */
  find(name: string, from = 0): number {
    const wanted = Buffer.from(name);
    for (let row = from; row < this.#count; row += 1) {
      const { block, slot } = this.#locate(row);
      const start = block.starts[slot] ?? 0;
      const end = block.starts[slot + 1] ?? 0;
      if (end - start === wanted.length && wanted.compare(block.names, start, end) === 0) return row;
    }
    return -1;
  }

  #appendRow(row: ListedRow): void {
    const slot = this.#count % BLOCK_ROWS;
    if (slot === 0) {
      this.#blocks.at(-1)?.trim();
      this.#blocks.push(new Block());
    }
    const block = this.#blocks.at(-1) as Block;
    block.write(slot, row, this.#classNumber(row.storageClass ?? ""));
    this.#count += 1;
    this.#totalBytes += row.sizeBytes ?? 0;
    if (row.kind === "prefix") this.#folders += 1;
  }

  #classNumber(storageClass: string): number {
    const known = this.#classes.indexOf(storageClass);
    if (known !== -1) return known;
    // One byte a row: stores have a handful of classes; past 255 different names the rest go without.
    return this.#classes.length > 255 ? 0 : this.#classes.push(storageClass) - 1;
  }

  #locate(row: number): { block: Block; slot: number } {
    const block = this.#blocks[Math.floor(row / BLOCK_ROWS)];
    if (block === undefined || row >= this.#count) throw new RangeError(`No row ${row.toString()}`);
    return { block, slot: row % BLOCK_ROWS };
  }
}

/** A fixed number of rows in columns; only the bytes of the names grow. */
class Block {
  names: Buffer = Buffer.allocUnsafeSlow(BLOCK_ROWS * 16);
  readonly starts = new Uint32Array(BLOCK_ROWS + 1);
  readonly sizes = new Float64Array(BLOCK_ROWS);
  readonly times = new Uint32Array(BLOCK_ROWS);
  readonly kinds = new Uint8Array(BLOCK_ROWS);
  readonly classes = new Uint8Array(BLOCK_ROWS);

  write(slot: number, row: ListedRow, classNumber: number): void {
    const start = this.starts[slot] ?? 0;
    this.#reserve(start + row.name.length * 3, start);
    this.starts[slot + 1] = start + this.names.write(row.name, start, "utf8");
    this.sizes[slot] = row.sizeBytes ?? -1;
    this.times[slot] = row.modifiedMs === undefined ? UNKNOWN_TIME : Math.floor(row.modifiedMs / 1000);
    this.kinds[slot] = KINDS.indexOf(row.kind);
    this.classes[slot] = classNumber;
  }

  /** A full block gives back what it reserved and did not use. */
  trim(): void {
    this.names = copyOf(this.names, this.starts[BLOCK_ROWS] ?? 0, this.starts[BLOCK_ROWS] ?? 0);
  }

  #reserve(needed: number, used: number): void {
    if (needed > this.names.length)
      this.names = copyOf(this.names, used, Math.max(needed, this.names.length * 2));
  }
}

function copyOf(source: Buffer, used: number, length: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(length);
  source.copy(copy, 0, 0, used);
  return copy;
}
