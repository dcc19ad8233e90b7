import type { ActionName } from "../keymap/bindings.js";
import { moveCursor, movePage, placeCursor, type ListWindow } from "./list-window.js";

type Move = (window: ListWindow, count: number, height: number) => ListWindow;

const MOVES: Partial<Record<ActionName, Move>> = {
  "cursor.up": (window, count, height) => moveCursor(window, -1, count, height),
  "cursor.down": (window, count, height) => moveCursor(window, 1, count, height),
  "cursor.page-up": (window, count, height) => movePage(window, -1, count, height),
  "cursor.page-down": (window, count, height) => movePage(window, 1, count, height),
  "cursor.half-up": (window, count, height) => movePage(window, -0.5, count, height),
  "cursor.half-down": (window, count, height) => movePage(window, 0.5, count, height),
  "cursor.first": (_, count, height) => placeCursor({ cursor: 0, top: 0 }, count, height),
  "cursor.last": (_, count, height) => placeCursor({ cursor: count - 1, top: count }, count, height),
};

/** Where a cursor key leads to; undefined for all other actions. */
export function moveByAction(
  action: ActionName,
  window: ListWindow,
  count: number,
  height: number,
): ListWindow | undefined {
  return MOVES[action]?.(window, count, height);
}

/** The same keys where there is no cursor, only a text to scroll: `top` moves, never past the last line. */
export function scrollByAction(
  action: ActionName,
  window: ListWindow,
  count: number,
  height: number,
): ListWindow | undefined {
  const farthest = Math.max(0, count - height);
  const moved = moveByAction(action, { cursor: window.top, top: window.top }, farthest + 1, height);
  return moved === undefined ? undefined : { cursor: 0, top: Math.min(moved.cursor, farthest) };
}
