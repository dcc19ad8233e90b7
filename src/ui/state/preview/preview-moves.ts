import { clamp, type ListWindow } from "../list-window.js";
import { moveWindow, scrollWindow, type Motion } from "../motion.js";
import { MOST_UNPACKED_BYTES } from "./preview-answer.js";
import { shownText, type Preview, type ReadRequest } from "./preview.js";
import { bottomOf, linesBelow, scrollText, START_OF_TEXT, type TextView } from "./text-rows.js";
import { lineAtByte, type TextWindow } from "./text-window.js";

/** What one request reads while scrolling. */
const CHUNK_BYTES = 256 * 1024;
/** Read when fewer screens than this are left before or after. */
const SCREENS_AHEAD = 3;
/** A table is made of the first bytes up to this. */
export const MOST_TABLE_BYTES = 1.75 * 1024 * 1024;
/** One screen of bytes and what lies around it. */
const HEX_BYTES = 64 * 1024;
export const HEX_LINE_BYTES = 16;

/** Move through what is shown, and ask for what is near and not there yet. */
export function movePreview(preview: Preview, motion: Motion, view: TextView): Preview {
  const text = shownText(preview);
  if (text !== undefined) return moveText(preview, text, motion, view);
  if (preview.mode === "hex") return moveHex(preview, motion, view.rows);
  const count = rowCount(preview);
  return wantRows({ ...preview, window: moveWindow(preview.window, motion, count, view.rows) }, view.rows);
}

/** Rows of a table or an archive. */
export function rowCount({ mode, table, archive }: Preview): number {
  if (mode === "table") return table?.rows.length ?? 0;
  return mode === "archive" ? (archive?.entries.length ?? 0) : 0;
}

/** Lines of a dump of all bytes. */
export function hexLineCount({ facts }: Preview): number {
  return Math.ceil((facts?.totalBytes ?? 0) / HEX_LINE_BYTES);
}

export function wanting(preview: Preview, request: WithoutTurn<ReadRequest>): Preview {
  const turn = preview.turn + 1;
  return { ...preview, turn, reading: { ...request, turn } };
}

export type WithoutTurn<Request> = Request extends unknown ? Omit<Request, "turn"> : never;

function moveText(preview: Preview, text: TextWindow, motion: Motion, view: TextView): Preview {
  if (motion.by === "edge")
    return motion.to === "first" ? toStart(preview, text) : toEnd(preview, text, view);
  const rows = motion.by === "lines" ? motion.amount : Math.round(motion.amount * Math.max(1, view.rows - 1));
  const moved = { ...preview, top: scrollText(text, preview.top, rows, view) };
  return preview.mode === "pretty" ? moved : wantText(moved, text, rows, view);
}

function toStart(preview: Preview, text: TextWindow): Preview {
  const top = { ...preview, top: START_OF_TEXT };
  if (text.startByte <= 3) return top;
  return wanting(preview, { want: "start", startByte: 0, lengthBytes: CHUNK_BYTES });
}

function toEnd(preview: Preview, text: TextWindow, view: TextView): Preview {
  if (text.atEnd) return { ...preview, top: bottomOf(text, view) };
  if (preview.facts?.compression !== undefined) {
    return wanting(preview, { want: "unpack", lengthBytes: MOST_UNPACKED_BYTES, toEnd: true });
  }
  const startByte = Math.max(0, (preview.facts?.totalBytes ?? 0) - CHUNK_BYTES);
  return wanting(preview, { want: "end", startByte: aligned(startByte), lengthBytes: CHUNK_BYTES + 4 });
}

/** A place where characters of two and of four bytes begin too. */
function aligned(byte: number): number {
  return byte - (byte % 4);
}

function wantText(preview: Preview, text: TextWindow, rows: number, view: TextView): Preview {
  if (preview.reading !== undefined) return preview;
  const near = SCREENS_AHEAD * view.rows;
  if (rows > 0 && !text.atEnd && linesBelow(text, preview.top, view) < near) return wantAfter(preview, text);
  const isNearStart = rows < 0 && text.startByte > 3 && lineAtByte(text, preview.top.byte) < near;
  if (!isNearStart) return preview;
  const startByte = aligned(Math.max(0, text.startByte - CHUNK_BYTES));
  return wanting(preview, { want: "before", startByte, lengthBytes: text.startByte - startByte });
}

function wantAfter(preview: Preview, text: TextWindow): Preview {
  if (preview.facts?.compression !== undefined) {
    const lengthBytes = Math.min(MOST_UNPACKED_BYTES, text.bytes.length * 4);
    return wanting(preview, { want: "unpack", lengthBytes, toEnd: false });
  }
  return wanting(preview, {
    want: "after",
    startByte: text.startByte + text.bytes.length,
    lengthBytes: CHUNK_BYTES,
  });
}

/** More rows of a table, when the cursor comes near the last one. */
function wantRows(preview: Preview, rows: number): Preview {
  const { mode, text, table, window, reading } = preview;
  if (mode !== "table" || text === undefined || table === undefined || reading !== undefined) return preview;
  const isNear = table.rows.length - window.cursor < SCREENS_AHEAD * rows;
  const hasMore = !text.atEnd && text.startByte <= 3 && text.bytes.length < MOST_TABLE_BYTES;
  return isNear && hasMore ? wantAfter(preview, text) : preview;
}

function moveHex(preview: Preview, motion: Motion, rows: number): Preview {
  const window = scrollWindow(preview.window, motion, hexLineCount(preview), rows);
  return wantBytes({ ...preview, window }, window, rows);
}

/** The bytes on the screen, when they are not there. */
function wantBytes(preview: Preview, { top }: ListWindow, rows: number): Preview {
  const { raw, facts } = preview;
  const total = facts?.totalBytes ?? 0;
  const from = top * HEX_LINE_BYTES;
  const to = Math.min(total, from + rows * HEX_LINE_BYTES);
  if (from >= raw.startByte && to <= raw.startByte + raw.bytes.length) return preview;
  const startByte = clamp(from - HEX_BYTES / 4, 0, Math.max(0, total - 1));
  const lineStart = startByte - (startByte % HEX_LINE_BYTES);
  if (preview.reading?.want === "hex" && covers(preview.reading, from, to)) return preview;
  return wanting(preview, { want: "hex", startByte: lineStart, lengthBytes: HEX_BYTES });
}

function covers(request: ReadRequest, from: number, to: number): boolean {
  if (!("startByte" in request) || !("lengthBytes" in request)) return false;
  return from >= request.startByte && to <= request.startByte + request.lengthBytes;
}
