import { clamp } from "../list-window.js";
import { editField, type FieldEdit } from "../text-field.js";

/** A text of several lines being written. `column` is a position between graphemes, in UTF-16 units. */
export interface TextBuffer {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
  /** What can be taken back, the last first. */
  readonly undo: readonly UndoStep[];
}

interface UndoStep {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

const MOST_UNDO = 200;
const INDENT = "  ";

export function bufferOf(text: string): TextBuffer {
  return { lines: text.split(/\r\n|\r|\n/u), row: 0, column: 0, undo: [] };
}

export function textOf({ lines }: TextBuffer): string {
  return lines.join("\n");
}

/** Put typed or pasted text in at the cursor; of controls only line ends stay, and tabs as blanks. */
export function insert(buffer: TextBuffer, typed: string): TextBuffer {
  const text = typed
    .replaceAll(/\r\n?/gu, "\n")
    .replaceAll("\t", INDENT)
    .replaceAll(/(?!\n)\p{Cc}/gu, "");
  const [before, after] = cutAt(buffer);
  const parts = (before + text).split("\n");
  const last = parts.at(-1) ?? "";
  const inserted = [...parts.slice(0, -1), last + after];
  const lines = buffer.lines.toSpliced(buffer.row, 1, ...inserted);
  return changed(buffer, { lines, row: buffer.row + parts.length - 1, column: last.length });
}

/** A new line, as far in as the one above; further in after a bracket that opens. */
export function breakLine(buffer: TextBuffer): TextBuffer {
  const [before, after] = cutAt(buffer);
  const indent = /^\s*/u.exec(before)?.[0] ?? "";
  const opens = /[[{]\s*$/u.test(before);
  const closes = /^\s*[\]}]/u.test(after);
  if (!opens) return insert(buffer, `\n${indent}`);
  const inner = insert(buffer, `\n${indent}${INDENT}`);
  if (!closes) return inner;
  const outer = insert(inner, `\n${indent}`);
  return { ...outer, row: inner.row, column: inner.column };
}

/** Remove what stands before the cursor: a character, blanks of an indentation, or the line's end above. */
export function removeBefore(buffer: TextBuffer): TextBuffer {
  const [before] = cutAt(buffer);
  if (before === "") return buffer.row === 0 ? buffer : joinLines(buffer, buffer.row - 1);
  if (/^\s+$/u.test(before) && before.length % INDENT.length === 0)
    return cutLine(buffer, before.length - INDENT.length);
  return editLine(buffer, "backspace");
}

/** Remove what stands under the cursor. */
export function removeUnder(buffer: TextBuffer): TextBuffer {
  const atEnd = buffer.column >= lineOf(buffer).length;
  if (!atEnd) return editLine(buffer, "delete");
  return buffer.row >= buffer.lines.length - 1 ? buffer : joinLines(buffer, buffer.row);
}

/** Remove the line of the cursor. */
export function removeLine(buffer: TextBuffer): TextBuffer {
  const left = buffer.lines.toSpliced(buffer.row, 1);
  const lines = left.length === 0 ? [""] : left;
  return changed(buffer, { lines, row: Math.min(buffer.row, lines.length - 1), column: 0 });
}

/** All of it replaced. */
export function replaceText(buffer: TextBuffer, text: string): TextBuffer {
  return changed(buffer, { lines: text.split("\n"), row: 0, column: 0 });
}

export function undoLast(buffer: TextBuffer): TextBuffer {
  const [last, ...undo] = buffer.undo;
  return last === undefined ? buffer : { ...last, undo };
}

/** Move the cursor along its line; over its ends to the lines around. */
export function moveAlong(buffer: TextBuffer, edit: "left" | "right" | "start" | "end"): TextBuffer {
  const length = lineOf(buffer).length;
  if (edit === "left" && buffer.column === 0 && buffer.row > 0) {
    return { ...buffer, row: buffer.row - 1, column: buffer.lines[buffer.row - 1]?.length ?? 0 };
  }
  if (edit === "right" && buffer.column >= length && buffer.row < buffer.lines.length - 1) {
    return { ...buffer, row: buffer.row + 1, column: 0 };
  }
  return { ...buffer, column: editField({ text: lineOf(buffer), cursor: buffer.column }, edit).cursor };
}

/** Move the cursor to another line, as far to the right as that reaches. */
export function moveToRow(buffer: TextBuffer, row: number): TextBuffer {
  const to = clamp(row, 0, buffer.lines.length - 1);
  const line = buffer.lines[to] ?? "";
  const wanted = Math.min(buffer.column, line.length);
  // Between graphemes: one step to the right and back is at the start of one.
  const column =
    wanted === line.length ? wanted : editField({ text: line, cursor: wanted + 1 }, "left").cursor;
  return { ...buffer, row: to, column };
}

function lineOf({ lines, row }: TextBuffer): string {
  return lines[row] ?? "";
}

function cutAt(buffer: TextBuffer): readonly [string, string] {
  const line = lineOf(buffer);
  return [line.slice(0, buffer.column), line.slice(buffer.column)];
}

function editLine(buffer: TextBuffer, edit: FieldEdit): TextBuffer {
  const { text, cursor } = editField({ text: lineOf(buffer), cursor: buffer.column }, edit);
  return changed(buffer, { lines: buffer.lines.with(buffer.row, text), row: buffer.row, column: cursor });
}

function cutLine(buffer: TextBuffer, column: number): TextBuffer {
  const text = lineOf(buffer).slice(0, column) + lineOf(buffer).slice(buffer.column);
  return changed(buffer, { lines: buffer.lines.with(buffer.row, text), row: buffer.row, column });
}

function joinLines(buffer: TextBuffer, row: number): TextBuffer {
  const [first = "", second = ""] = buffer.lines.slice(row, row + 2);
  const lines = buffer.lines.toSpliced(row, 2, first + second);
  return changed(buffer, { lines, row, column: first.length });
}

function changed(buffer: TextBuffer, next: UndoStep): TextBuffer {
  const { lines, row, column } = buffer;
  return { ...next, undo: [{ lines, row, column }, ...buffer.undo].slice(0, MOST_UNDO) };
}
