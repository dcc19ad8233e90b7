import { shownText, type Preview } from "./preview.js";

/** Terminals take no more in one piece. */
const MOST_BYTES = 64 * 1024;

/** What "copy" puts on the clipboard: the text from the first row on, a row of a table, a name in an archive. */
export function copyableText(preview: Preview): string | undefined {
  const { mode, table, archive, window, top } = preview;
  const text = shownText(preview);
  if (text !== undefined) {
    const from = Math.max(0, top.byte - text.startByte);
    return new TextDecoder(text.encoding).decode(text.bytes.subarray(from, from + MOST_BYTES), {
      stream: true,
    });
  }
  if (mode === "table") return table?.rows[window.cursor]?.join("\t");
  return mode === "archive" ? archive?.entries[window.cursor]?.path : undefined;
}
