import { settled, type ExplorerState, type Transition } from "../state/explorer-state.js";
import type { Motion } from "../state/motion.js";
import { kindOf } from "../state/screen-kinds.js";
import type { Action } from "./action.js";

/** Moving, on every screen alike. */
export const MOVE_ACTIONS: readonly Action[] = [
  move("cursor.up", ["up", "k", "ctrl+p"], "Move up", { by: "lines", amount: -1 }),
  move("cursor.down", ["down", "j", "ctrl+n"], "Move down", { by: "lines", amount: 1 }),
  move("cursor.page-up", ["pageup", "ctrl+b"], "Move a page up", { by: "pages", amount: -1 }),
  move("cursor.page-down", ["pagedown", "ctrl+f"], "Move a page down", { by: "pages", amount: 1 }),
  move("cursor.half-up", ["ctrl+u"], "Move half a page up", { by: "pages", amount: -0.5 }),
  move("cursor.half-down", ["ctrl+d"], "Move half a page down", { by: "pages", amount: 0.5 }),
  move("cursor.first", ["home", "g g"], "Go to the first line", { by: "edge", to: "first" }),
  move("cursor.last", ["end", "G"], "Go to the last line", { by: "edge", to: "last" }),
];

function move(id: string, keys: readonly string[], title: string, motion: Motion): Action {
  return { id, keys, title, run: (state) => moveScreen(state, motion) };
}

function moveScreen(state: ExplorerState, motion: Motion): Transition {
  const { screen } = state;
  return settled({ ...state, screen: kindOf(screen).move(screen, motion, state) });
}
