import type { Table, TableColumn } from "./table.js";

/** A column of a table where it stands on the screen. */
export interface PlacedColumn extends TableColumn {
  readonly index: number;
}

export const COLUMN_GAP = 2;

/** The columns from the first one on that is scrolled to, as many as fit; the last one is cut to what is left. */
export function placeColumns({ columns }: Table, first: number, room: number): readonly PlacedColumn[] {
  const placed: PlacedColumn[] = [];
  let left = room;
  for (const [index, column] of columns.entries()) {
    if (index < first) continue;
    if (left < 3) break;
    const width = Math.min(column.width, left);
    placed.push({ ...column, index, width });
    left -= width + COLUMN_GAP;
  }
  return placed;
}
