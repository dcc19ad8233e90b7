import { HINT_GAP, hintColumns, type KeyHint } from "../keymap/key-bar-hints.js";

/** The hint of the key bar that stands at a column; the bar begins after a blank. */
export function hintAt(hints: readonly KeyHint[], column: number): KeyHint | undefined {
  let start = 1;
  for (const hint of hints) {
    const end = start + hintColumns(hint);
    if (column >= start && column < end) return hint;
    start = end + HINT_GAP;
  }
  return undefined;
}
