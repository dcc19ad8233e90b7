import type { TerminalSize } from "./explorer-state.js";

/** Which lines the screen has room for; what matters least goes first as it gets small. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly header: boolean;
  readonly rule: boolean;
  readonly columnTitles: boolean;
  readonly status: boolean;
  readonly keyBar: boolean;
  /**
   * Too small for what is always written. Cutting it at the edges costs time for each character: with more room, all
   * that is written fits by its own arithmetic.
   */
  readonly cramped: boolean;
  /** Lines between header and status. */
  readonly bodyRows: number;
  /** Lines of the body that list rows: without the column titles. */
  readonly listRows: number;
}

const LEAST_COLUMNS = 40;
const LEAST_ROWS = 8;

export function planLayout({ columns, rows }: TerminalSize): Layout {
  const header = rows >= 4;
  const rule = rows >= 12;
  const columnTitles = rows >= 8;
  const status = rows >= 3;
  const keyBar = rows >= 6;
  const frame = [header, rule, status, keyBar].filter(Boolean).length;
  const bodyRows = Math.max(1, rows - frame);
  const listRows = Math.max(1, bodyRows - (columnTitles ? 1 : 0));
  const cramped = columns < LEAST_COLUMNS || rows < LEAST_ROWS;
  return { columns, rows, cramped, header, rule, columnTitles, status, keyBar, bodyRows, listRows };
}
