import { columnsOf, displayText, isPlainAscii, toCells, type Cell } from "./cell-text.js";

/** A run of shown text; `matched` runs are what the filter found. */
export interface TextRun {
  readonly text: string;
  readonly matched: boolean;
}

/** Start (inclusive) and end (exclusive) of a match, in UTF-16 units of the raw text. */
export interface MatchRange {
  readonly start: number;
  readonly end: number;
}

const ELLIPSIS = "…";

/** Shown text, cut at its end to fit and padded to exactly `columns`. */
export function fitEnd(raw: string, columns: number): string {
  return padEnd(truncateEnd(raw, columns), columns);
}

/** Shown text, cut at its end to fit and padded on the left to exactly `columns`. */
export function fitRight(raw: string, columns: number): string {
  const text = truncateEnd(raw, columns);
  return " ".repeat(Math.max(0, columns - columnsOf(text))) + text;
}

export function truncateEnd(raw: string, columns: number): string {
  if (columns <= 0) return "";
  if (isPlainAscii(raw)) return raw.length <= columns ? raw : raw.slice(0, columns - 1) + ELLIPSIS;
  const cells = toCells(raw);
  if (widthOf(cells) <= columns) return join(cells);
  return join(takeStart(cells, columns - 1)) + ELLIPSIS;
}

/** Shown text, cut at its start to fit: the end of a path says more than its start. */
export function truncateStart(raw: string, columns: number): string {
  if (columns <= 0) return "";
  const cells = toCells(raw);
  if (widthOf(cells) <= columns) return join(cells);
  return ELLIPSIS + join(takeEnd(cells, columns - 1));
}

/**
 * A name in exactly `columns`: cut in its middle, so that the start that sorts it and the extension both stay, and
 * padded; matches are runs of their own.
 */
export function fitName(raw: string, matches: readonly MatchRange[], columns: number): readonly TextRun[] {
  if (columns <= 0) return [];
  if (matches.length === 0 && isPlainAscii(raw) && raw.length <= columns) {
    return [{ text: raw.padEnd(columns), matched: false }];
  }
  const cells = toCells(raw);
  const shown = cutMiddle(cells, columns);
  return padRuns(toRuns(shown, matches), columns - widthOf(shown));
}

function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** Lines of at most `columns`, broken anywhere: keys and metadata have no words. */
export function wrapText(raw: string, columns: number): readonly string[] {
  const width = Math.max(1, columns);
  const text = displayText(raw);
  if (columnsOf(text) <= width) return [text];
  const lines: string[] = [];
  let rest = toCells(text);
  while (rest.length > 0) {
    const line = takeStart(rest, width);
    const taken = Math.max(1, line.length);
    lines.push(join(rest.slice(0, taken)));
    rest = rest.slice(taken);
  }
  return lines;
}

function cutMiddle(cells: readonly Cell[], columns: number): readonly Cell[] {
  if (widthOf(cells) <= columns) return cells;
  const room = columns - 1;
  const end = takeEnd(cells, Math.floor(room * 0.4));
  const start = takeStart(cells, room - widthOf(end));
  return [...start, { text: ELLIPSIS, columns: 1, rawStart: -1 }, ...end];
}

function toRuns(cells: readonly Cell[], matches: readonly MatchRange[]): TextRun[] {
  const runs: { text: string; matched: boolean }[] = [];
  for (const { text, rawStart } of cells) {
    const matched = matches.some(({ start, end }) => rawStart >= start && rawStart < end);
    const last = runs.at(-1);
    if (last?.matched === matched) last.text += text;
    else runs.push({ text, matched });
  }
  return runs;
}

function padRuns(runs: TextRun[], missing: number): readonly TextRun[] {
  if (missing > 0) runs.push({ text: " ".repeat(missing), matched: false });
  return runs;
}

function takeStart(cells: readonly Cell[], columns: number): readonly Cell[] {
  let left = columns;
  const end = cells.findIndex((cell) => (left -= cell.columns) < 0);
  return end === -1 ? cells : cells.slice(0, end);
}

function takeEnd(cells: readonly Cell[], columns: number): readonly Cell[] {
  let left = columns;
  const start = cells.findLastIndex((cell) => (left -= cell.columns) < 0);
  return cells.slice(start + 1);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.columns, 0);
}

function join(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join("");
}
