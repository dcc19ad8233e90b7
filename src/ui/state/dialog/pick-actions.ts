import type { Action } from "../../actions/action.js";
import { fieldActions } from "../../actions/field-actions.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planLayout } from "../layout.js";
import { moveWindow, type Motion } from "../motion.js";
import type { PickDialog } from "./pick-dialog.js";

/** What keys do in a list to choose from. */
export const PICK_ACTIONS: readonly Action[] = [
  {
    id: "pick.choose",
    title: "Choose the marked line",
    keys: ["enter"],
    hint: { label: "choose", priority: 2 },
    run: onPick(choose),
  },
  {
    id: "pick.close",
    title: "Close",
    keys: ["escape", "ctrl+c"],
    hint: { label: "close", priority: 1 },
    run: (state) => settled({ ...state, dialog: undefined }),
  },
  move("pick.up", ["up", "ctrl+p", "ctrl+k", "shift+tab"], "Move up", { by: "lines", amount: -1 }),
  move("pick.down", ["down", "ctrl+n", "ctrl+j", "tab"], "Move down", { by: "lines", amount: 1 }),
  move("pick.page-up", ["pageup"], "Move a page up", { by: "pages", amount: -1 }),
  move("pick.page-down", ["pagedown"], "Move a page down", { by: "pages", amount: 1 }),
  ...fieldActions("pick"),
];

function onPick(run: (state: ExplorerState, dialog: PickDialog) => Transition): Action["run"] {
  return (state) => (state.dialog?.kind === "pick" ? run(state, state.dialog) : settled(state));
}

function choose(state: ExplorerState, dialog: PickDialog): Transition {
  const item = dialog.shown[dialog.cursor];
  return item === undefined ? settled(state) : item.choose({ ...state, dialog: undefined });
}

function move(id: string, keys: readonly string[], title: string, motion: Motion): Action {
  return { id, keys, title, run: onPick((state, dialog) => settled(movePick(state, dialog, motion))) };
}

/** Move the mark of a list to choose from; from the last line on, Tab and arrows begin anew. */
export function movePick(state: ExplorerState, dialog: PickDialog, motion: Motion): ExplorerState {
  const height = planLayout(state.size).bodyRows;
  const count = dialog.shown.length;
  const around = motion.by === "lines" && Math.abs(motion.amount) === 1 ? motion.amount : 0;
  const { cursor } =
    around === 0
      ? moveWindow({ cursor: dialog.cursor, top: 0 }, motion, count, height)
      : { cursor: (dialog.cursor + around + count) % Math.max(1, count) };
  return { ...state, dialog: { ...dialog, cursor } };
}
