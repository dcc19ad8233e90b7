import type { Action } from "../../actions/action.js";
import { fieldActions } from "../../actions/field-actions.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { isConfirmed, type ConfirmDialog } from "./confirm-dialog.js";

/** What keys do in a question before something that cannot be taken back. */
export const CONFIRM_ACTIONS: readonly Action[] = [
  {
    id: "confirm.choose",
    title: "Press the marked button",
    keys: ["enter"],
    hint: { label: "choose", priority: 2 },
    run: onConfirm(press),
  },
  {
    id: "confirm.close",
    title: "Leave all as it is",
    keys: ["escape", "ctrl+c"],
    hint: { label: "cancel", priority: 1 },
    run: (state) => settled({ ...state, dialog: undefined }),
  },
  {
    id: "confirm.switch",
    title: "Mark the other button",
    keys: ["tab", "shift+tab", "up", "down"],
    run: onConfirm((state, dialog) => {
      const chosen = dialog.chosen === "cancel" ? "accept" : "cancel";
      return settled({ ...state, dialog: { ...dialog, chosen } });
    }),
  },
  ...fieldActions("confirm"),
];

function onConfirm(run: (state: ExplorerState, dialog: ConfirmDialog) => Transition): Action["run"] {
  return (state) => (state.dialog?.kind === "confirm" ? run(state, state.dialog) : settled(state));
}

function press(state: ExplorerState, dialog: ConfirmDialog): Transition {
  const closed = { ...state, dialog: undefined };
  if (isConfirmed(dialog)) return dialog.accept(closed);
  return dialog.name !== undefined && dialog.field.text !== "" ? settled(state) : settled(closed);
}
