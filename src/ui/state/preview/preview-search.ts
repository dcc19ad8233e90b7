import { placeCursor } from "../list-window.js";
import type { TextField } from "../text-field.js";
import { findLine, matchesIn, toSought, type Sought } from "./find-text.js";
import { rowCount, wanting } from "./preview-moves.js";
import { shownText, type Preview } from "./preview.js";
import type { TextView } from "./text-rows.js";
import { byteOfLine, lineAtByte, type TextWindow } from "./text-window.js";

export function typeSought(preview: Preview, typing: TextField | undefined): Preview {
  return { ...preview, typing };
}

/** Search for what was typed, from what is in sight. */
export function acceptSought(preview: Preview, view: TextView): Preview {
  const sought = toSought(preview.typing?.text ?? "");
  const closed = { ...preview, typing: undefined, sought, missed: false };
  return sought === undefined ? closed : step(closed, sought, 1, view, true);
}

export function dropSought(preview: Preview): Preview {
  return {
    ...preview,
    typing: undefined,
    sought: undefined,
    missed: false,
    reading: undefined,
    soughtByte: undefined,
  };
}

/** The next or the previous place. */
export function seekNext(preview: Preview, direction: 1 | -1, view: TextView): Preview {
  if (preview.sought === undefined) return preview;
  return step({ ...preview, missed: false }, preview.sought, direction, view, false);
}

function step(
  preview: Preview,
  sought: Sought,
  direction: 1 | -1,
  view: TextView,
  isFirst: boolean,
): Preview {
  const text = shownText(preview);
  return text === undefined
    ? stepRows(preview, sought, direction, view.rows, isFirst)
    : stepText(preview, text, sought, direction, isFirst);
}

function stepText(
  preview: Preview,
  text: TextWindow,
  sought: Sought,
  direction: 1 | -1,
  isFirst: boolean,
): Preview {
  const line = findLine(text, sought, lineAtByte(text, preview.top.byte) - (isFirst ? 1 : 0), direction);
  if (line !== undefined) {
    return { ...preview, top: { byte: byteOfLine(text, line), row: 0 } };
  }
  const isFurther =
    direction === 1 && !text.atEnd && preview.mode === "text" && preview.facts?.compression === undefined;
  if (!isFurther) return { ...preview, missed: true };
  const startByte = text.startByte + text.bytes.length;
  return wanting(preview, { want: "seek", sought, startByte, encoding: text.encoding });
}

function stepRows(
  preview: Preview,
  sought: Sought,
  direction: 1 | -1,
  rows: number,
  isFirst: boolean,
): Preview {
  const count = rowCount(preview);
  for (let at = preview.window.cursor + (isFirst ? 0 : direction); at >= 0 && at < count; at += direction) {
    if (matchesIn(rowText(preview, at), sought).length === 0) continue;
    const window = placeCursor({ ...preview.window, cursor: at }, count, rows);
    return { ...preview, window };
  }
  return { ...preview, missed: true };
}

function rowText({ mode, table, archive }: Preview, at: number): string {
  if (mode === "table") return (table?.rows[at] ?? []).join("\n");
  return archive?.entries[at]?.path ?? "";
}
