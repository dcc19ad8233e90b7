import { columnsOf, isPlainAscii, toCells } from "../../text/cell-text.js";
import { clamp } from "../list-window.js";
import { byteOfLine, lineAtByte, lineCount, lineText, type TextWindow } from "./text-window.js";

/** Part of a line that stands on one row of the screen, in UTF-16 units. */
export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/** What stands on the first row: a line, by the byte it begins at, and which of its rows. */
export interface TextPosition {
  readonly byte: number;
  readonly row: number;
}

export interface TextView {
  readonly columns: number;
  readonly rows: number;
  readonly wrap: boolean;
  /** Columns scrolled to the right; 0 where lines wrap. */
  readonly left: number;
}

/** A row of the screen. */
export interface TextRow extends RowSpan {
  readonly line: number;
  /** The whole line. */
  readonly text: string;
  /** It is the first row of its line. */
  readonly isFirst: boolean;
}

export const START_OF_TEXT: TextPosition = { byte: 0, row: 0 };

/** The rows of the screen, from its first one on; fewer at the end of what is known. */
export function visibleRows(text: TextWindow, top: TextPosition, view: TextView): readonly TextRow[] {
  const rows: TextRow[] = [];
  const first = lineAtByte(text, top.byte);
  for (let line = first; line < lineCount(text) && rows.length < view.rows; line += 1) {
    const content = lineText(text, line);
    const from = line === first ? top.row : 0;
    const spans = rowSpans(content, view).slice(from, from + view.rows - rows.length);
    rows.push(...spans.map((span, i) => ({ ...span, line, text: content, isFirst: from + i === 0 })));
  }
  return rows;
}

/** Move by rows, not past the end: the last row then stands at the bottom. */
export function scrollText(text: TextWindow, top: TextPosition, delta: number, view: TextView): TextPosition {
  const moved =
    delta >= 0 ? down(text, toPlace(text, top), delta, view) : up(text, toPlace(text, top), -delta, view);
  return toPosition(text, notPastEnd(text, moved, view));
}

/** The last screen of what is known. */
export function bottomOf(text: TextWindow, view: TextView): TextPosition {
  const line = Math.max(0, lineCount(text) - 1);
  return toPosition(text, notPastEnd(text, { line, row: Infinity }, view));
}

/** Lines of what is known below the last row of the screen; 0 when its end is in sight. */
export function linesBelow(text: TextWindow, top: TextPosition, view: TextView): number {
  const last = visibleRows(text, top, view).at(-1);
  return last === undefined ? 0 : lineCount(text) - 1 - last.line;
}

interface Place {
  readonly line: number;
  readonly row: number;
}

function toPlace(text: TextWindow, { byte, row }: TextPosition): Place {
  return { line: lineAtByte(text, byte), row };
}

function toPosition(text: TextWindow, { line, row }: Place): TextPosition {
  return { byte: byteOfLine(text, line), row };
}

function down(text: TextWindow, from: Place, delta: number, view: TextView): Place {
  let { line, row } = from;
  let left = delta;
  while (left > 0 && line < lineCount(text)) {
    const below = rowCount(text, line, view) - 1 - row;
    if (left <= below) return { line, row: row + left };
    if (line === lineCount(text) - 1) return { line, row: row + below };
    left -= below + 1;
    line += 1;
    row = 0;
  }
  return { line, row };
}

function up(text: TextWindow, from: Place, delta: number, view: TextView): Place {
  let { line, row } = from;
  let left = delta;
  while (left > row && line > 0) {
    left -= row + 1;
    line -= 1;
    row = rowCount(text, line, view) - 1;
  }
  return { line, row: Math.max(0, row - left) };
}

/** From the end backwards as many rows as fit: what lies below that is not gone to. */
function notPastEnd(text: TextWindow, place: Place, view: TextView): Place {
  const last = Math.max(0, lineCount(text) - 1);
  const end = { line: last, row: Math.max(0, rowCount(text, last, view) - 1) };
  const lowest = up(text, end, view.rows - 1, view);
  const isBeyond = place.line > lowest.line || (place.line === lowest.line && place.row > lowest.row);
  return isBeyond ? lowest : place;
}

function rowCount(text: TextWindow, line: number, view: TextView): number {
  return view.wrap ? rowSpans(lineText(text, line), view).length : 1;
}

function rowSpans(text: string, view: TextView): readonly RowSpan[] {
  return view.wrap ? wrapSpans(text, Math.max(1, view.columns)) : [cutSpan(text, view)];
}

function wrapSpans(text: string, columns: number): readonly RowSpan[] {
  if (isPlainAscii(text)) {
    const count = Math.max(1, Math.ceil(text.length / columns));
    return Array.from({ length: count }, (_, i) => ({
      start: i * columns,
      end: Math.min(text.length, (i + 1) * columns),
    }));
  }
  const spans: RowSpan[] = [];
  let start = 0;
  let used = 0;
  for (const cell of toCells(text)) {
    if (used + cell.columns > columns && used > 0) {
      spans.push({ start, end: cell.rawStart });
      start = cell.rawStart;
      used = 0;
    }
    used += cell.columns;
  }
  return [...spans, { start, end: text.length }];
}

function cutSpan(text: string, { left, columns }: TextView): RowSpan {
  if (isPlainAscii(text))
    return { start: clamp(left, 0, text.length), end: clamp(left + columns, 0, text.length) };
  // No grapheme is narrower than nothing: what lies far to the right of the screen need not be measured.
  const cells = toCells(text.slice(0, (left + columns) * 8));
  let column = 0;
  let start = text.length;
  for (const cell of cells) {
    if (column >= left && start === text.length) start = cell.rawStart;
    if (column + cell.columns > left + columns)
      return { start: Math.min(start, cell.rawStart), end: cell.rawStart };
    column += cell.columns;
  }
  return { start, end: text.length };
}

/** Columns of the widest of these rows' lines. */
export function widestColumns(rows: readonly TextRow[]): number {
  return rows.reduce((widest, { text }) => Math.max(widest, columnsOf(text)), 0);
}
