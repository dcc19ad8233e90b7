import { createRequire } from "node:module";
import type stringWidth from "string-width";

export interface Column {
  /** Columns that a cell takes at least; a longer cell pushes the rest of its line to the right. */
  readonly width: number;
  readonly align?: "left" | "right";
}

/** One line of a table whose widths are fixed beforehand, so that it can be printed before the next is known. */
export function formatRow(columns: readonly Column[], cells: readonly string[]): string {
  return cells.map((cell, index) => formatCell(cell, columns[index])).join("  ");
}

/** Lines of a small table, each column as wide as its longest cell. Holds all of it: for listings use {@link formatRow}. */
export function formatTable(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string {
  const columnCount = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: columnCount }, (_, index): Column => ({
    // The last column of a line needs no filling.
    width: index === columnCount - 1 && align[index] !== "right" ? 0 : widest(rows, index),
    align: align[index] ?? "left",
  }));
  return rows.map((row) => formatRow(columns, row)).join("\n");
}

function widest(rows: readonly (readonly string[])[], index: number): number {
  return Math.max(...rows.map((row) => displayWidth(row[index] ?? "")));
}

function formatCell(cell: string, column: Column | undefined): string {
  if (column === undefined || column.width === 0) return cell;
  const filler = " ".repeat(Math.max(0, column.width - displayWidth(cell)));
  return column.align === "right" ? filler + cell : cell + filler;
}

/** `string-width` costs a microsecond or more; nearly all cells are plain ASCII. */
function displayWidth(cell: string): number {
  return /^[\x20-\x7e]*$/u.test(cell) ? cell.length : unicodeWidth()(cell);
}

/** Loading `string-width` takes longer than most listings: only for the first cell that needs it. */
const unicodeWidth = once(() => {
  const load = createRequire(import.meta.url);
  return (load("string-width") as { default: typeof stringWidth }).default;
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
