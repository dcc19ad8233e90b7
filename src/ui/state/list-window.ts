/** Which row the cursor is on and which row is drawn first, as positions in the shown order. */
export interface ListWindow {
  readonly cursor: number;
  readonly top: number;
}

export const TOP_OF_LIST: ListWindow = { cursor: 0, top: 0 };

/** Rows kept in sight above and below the cursor, as long as there are any. */
const SCROLL_MARGIN = 2;

/** Move the cursor by `delta` rows; the window stays still until the cursor comes near its edge. */
export function moveCursor(window: ListWindow, delta: number, count: number, height: number): ListWindow {
  return placeCursor({ ...window, cursor: window.cursor + delta }, count, height);
}

/** Turn a page: window and cursor move together, so that the cursor stays on its line of the screen. */
export function movePage(window: ListWindow, pages: number, count: number, height: number): ListWindow {
  const delta = Math.round(pages * Math.max(1, height - 1));
  return placeCursor({ cursor: window.cursor + delta, top: window.top + delta }, count, height);
}

/** Bring cursor and window into range: the cursor on a row, the window around it and not past the last row. */
export function placeCursor(window: ListWindow, count: number, height: number): ListWindow {
  const rows = Math.max(1, height);
  const cursor = clamp(window.cursor, 0, Math.max(0, count - 1));
  const margin = Math.min(SCROLL_MARGIN, Math.floor((rows - 1) / 2));
  const highest = cursor - margin;
  const lowest = cursor + margin - rows + 1;
  const top = clamp(clamp(window.top, lowest, highest), 0, Math.max(0, count - rows));
  return { cursor, top };
}

/** Rows were put in above: keep showing the same ones. Whoever has not left the top stays there. */
export function shiftWindow(window: ListWindow, insertedAt: number, inserted: number): ListWindow {
  const untouched = window.cursor === 0 && window.top === 0;
  if (inserted === 0 || untouched || window.cursor < insertedAt) return window;
  return { cursor: window.cursor + inserted, top: window.top + inserted };
}

/** First line and number of lines of the scroll bar's thumb on a track of `height` lines. */
export function scrollThumb(
  top: number,
  count: number,
  height: number,
): { start: number; size: number } | undefined {
  if (count <= height || height <= 0) return undefined;
  const size = clamp(Math.round((height * height) / count), 1, height);
  const start = Math.round(((height - size) * top) / (count - height));
  return { start: clamp(start, 0, height - size), size };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
