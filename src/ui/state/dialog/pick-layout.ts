import { columnsOf, displayText } from "../../text/cell-text.js";
import type { TerminalSize } from "../explorer-state.js";
import { placeCursor } from "../list-window.js";
import type { PickDialog, PickItem } from "./pick-dialog.js";

/** Where a list to choose from stands, in columns and lines of the screen. */
export interface PickLayout {
  readonly left: number;
  /** Line of the upper border. */
  readonly line: number;
  readonly columns: number;
  readonly rows: number;
  /** Columns between the borders and their blanks. */
  readonly inner: number;
  readonly markColumns: number;
  readonly textColumns: number;
  readonly noteColumns: number;
  /** Number of the first item shown. */
  readonly top: number;
  readonly listRows: number;
  /** What the line under the list says; undefined where there is none. */
  readonly detail: string | undefined;
}

const WIDEST = 90;
const WIDEST_MARK = 22;
const WIDEST_NOTE = 24;
/** Borders, the search line and the line under it. */
const FRAME_ROWS = 4;
const DETAIL_ROWS = 2;
/** Lines between the upper border and the first item. */
const HEAD_ROWS = 3;

/** The box keeps its size as the query narrows the list down, so that nothing jumps under the eyes. */
export function pickLayout(dialog: PickDialog, { columns, rows }: TerminalSize): PickLayout {
  const { items, shown, cursor } = dialog;
  const room = Math.max(1, rows - 1);
  const width = Math.min(WIDEST, columns);
  const inner = Math.max(1, width - 4);
  const detailed = items.some(({ detail }) => detail !== undefined) && room >= FRAME_ROWS + DETAIL_ROWS + 3;
  const frame = FRAME_ROWS + (detailed ? DETAIL_ROWS : 0);
  const height = Math.min(Math.max(items.length, 1) + frame, room);
  const listRows = Math.max(1, height - frame);
  const marks = widest(items, "mark", Math.min(WIDEST_MARK, Math.floor(inner / 3)));
  const markColumns = marks === 0 ? 0 : marks + 2;
  const notes = widest(items, "note", Math.min(WIDEST_NOTE, Math.floor(inner / 4)));
  const noteColumns = inner - markColumns < notes + 28 ? 0 : notes;
  return {
    left: Math.floor((columns - width) / 2),
    line: Math.max(0, Math.floor((room - height) / 2)),
    columns: width,
    rows: height,
    inner,
    markColumns,
    noteColumns,
    textColumns: Math.max(1, inner - markColumns - noteColumns),
    top: placeCursor({ cursor, top: 0 }, shown.length, listRows).top,
    listRows,
    detail: detailed ? displayText(shown[cursor]?.detail ?? "") : undefined,
  };
}

function widest(items: readonly PickItem[], part: "mark" | "note", most: number): number {
  return Math.min(
    most,
    items.reduce((columns, item) => Math.max(columns, columnsOf(item[part] ?? "")), 0),
  );
}

/** The number of the item at a place of the screen; undefined: another part of the dialog. */
export function pickItemAt(
  dialog: PickDialog,
  size: TerminalSize,
  column: number,
  line: number,
): number | "outside" | undefined {
  const layout = pickLayout(dialog, size);
  const { left, columns, rows, top, listRows } = layout;
  const row = line - layout.line;
  if (column < left || column >= left + columns || row < 0 || row >= rows) return "outside";
  const place = row - HEAD_ROWS;
  return place >= 0 && place < listRows ? top + place : undefined;
}
