import { movePage, placeCursor, moveCursor, type ListWindow } from "./list-window.js";

/** A way to move through rows or lines. */
export type Motion =
  | { readonly by: "lines" | "pages"; readonly amount: number }
  | { readonly by: "edge"; readonly to: "first" | "last" };

/** Move the cursor. */
export function moveWindow(window: ListWindow, motion: Motion, count: number, height: number): ListWindow {
  switch (motion.by) {
    case "lines":
      return moveCursor(window, motion.amount, count, height);
    case "pages":
      return movePage(window, motion.amount, count, height);
    case "edge":
      return motion.to === "first"
        ? placeCursor({ cursor: 0, top: 0 }, count, height)
        : placeCursor({ cursor: count - 1, top: count }, count, height);
  }
}

/** The same where there is no cursor, only a text to scroll: `top` moves, never past the last line. */
export function scrollWindow(window: ListWindow, motion: Motion, count: number, height: number): ListWindow {
  const farthest = Math.max(0, count - height);
  const moved = moveWindow({ cursor: window.top, top: window.top }, motion, farthest + 1, height);
  return { cursor: 0, top: Math.min(moved.cursor, farthest) };
}
