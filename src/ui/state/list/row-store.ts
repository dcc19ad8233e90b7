import { foldCase } from "./fold-case.js";
import { holdsBytes, type Needle } from "./needle.js";

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
    return KINDS[this.#blockOf(row).kinds[row % BLOCK_ROWS] ?? 0] ?? "object";
  }

  nameAt(row: number): string {
    const block = this.#blockOf(row);
    const slot = row % BLOCK_ROWS;
    return block.names.toString("utf8", block.starts[slot], block.starts[slot + 1]);
  }

  /** True when the name holds a text. */
  nameHolds(row: number, needle: Needle): boolean {
    const { bytes, text, anyCase } = needle;
    if (bytes === undefined) return foldCase(this.nameAt(row)).includes(text);
    const block = this.#blockOf(row);
    const slot = row % BLOCK_ROWS;
    return holdsBytes(block.names, block.starts[slot] ?? 0, block.starts[slot + 1] ?? 0, bytes, anyCase);
  }

  /** -1 when unknown. */
  sizeAt(row: number): number {
    return this.#blockOf(row).sizes[row % BLOCK_ROWS] ?? -1;
  }

  /** Seconds since the epoch; undefined when unknown. */
  modifiedSecondsAt(row: number): number | undefined {
    const seconds = this.#blockOf(row).times[row % BLOCK_ROWS] ?? UNKNOWN_TIME;
    return seconds === UNKNOWN_TIME ? undefined : seconds;
  }

  /** Empty when unknown. */
  classAt(row: number): string {
    return this.#classes[this.classNumberAt(row)] ?? "";
  }

  /** The number that stands for a row's storage class in this store. */
  classNumberAt(row: number): number {
    return this.#blockOf(row).classes[row % BLOCK_ROWS] ?? 0;
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
      const block = this.#blockOf(row);
      const slot = row % BLOCK_ROWS;
      const start = block.starts[slot] ?? 0;
      const end = block.starts[slot + 1] ?? 0;
      if (end - start === wanted.length && wanted.compare(block.names, start, end) === 0) return row;
    }
    return -1;
  }

  #appendRow(row: ListedRow): void {
    const slot = this.#count % BLOCK_ROWS;
    if (slot === 0) {
      const scratch = this.#blocks.at(-1)?.trim() ?? Buffer.allocUnsafeSlow(BLOCK_ROWS * 16);
      this.#blocks.push(new Block(scratch));
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

  // Returns no pair of block and slot: a million small objects a filter would be left to the collector.
  #blockOf(row: number): Block {
    const block = this.#blocks[Math.floor(row / BLOCK_ROWS)];
    if (block === undefined || row >= this.#count) throw new RangeError(`No row ${row.toString()}`);
    return block;
  }
}

/** A fixed number of rows in columns; only the bytes of the names grow. */
class Block {
  names: Buffer;
  readonly starts = new Uint32Array(BLOCK_ROWS + 1);
  readonly sizes = new Float64Array(BLOCK_ROWS);
  readonly times = new Uint32Array(BLOCK_ROWS);
  readonly kinds = new Uint8Array(BLOCK_ROWS);
  readonly classes = new Uint8Array(BLOCK_ROWS);

  /** @param scratch room for names as long as the block grows; one block after the other uses it. */
  constructor(scratch: Buffer) {
    this.names = scratch;
  }

  write(slot: number, row: ListedRow, classNumber: number): void {
    const start = this.starts[slot] ?? 0;
    this.#reserve(start + row.name.length * 3, start);
    this.starts[slot + 1] = start + this.names.write(row.name, start, "utf8");
    this.sizes[slot] = row.sizeBytes ?? -1;
    this.times[slot] = row.modifiedMs === undefined ? UNKNOWN_TIME : Math.floor(row.modifiedMs / 1000);
    this.kinds[slot] = KINDS.indexOf(row.kind);
    this.classes[slot] = classNumber;
  }

  /** A full block keeps as much as its names take, and gives back what they were written to. */
  trim(): Buffer {
    const scratch = this.names;
    this.names = copyOf(scratch, this.starts[BLOCK_ROWS] ?? 0, this.starts[BLOCK_ROWS] ?? 0);
    return scratch;
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
