import type { Action } from "../../actions/action.js";
import { fieldActions } from "../../actions/field-actions.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";

/** What keys do in a question for a line of text. */
export const PROMPT_ACTIONS: readonly Action[] = [
  {
    id: "prompt.accept",
    title: "Accept what is written",
    keys: ["enter"],
    hint: { label: "accept", priority: 2 },
    run: accept,
  },
  {
    id: "prompt.close",
    title: "Leave it",
    keys: ["escape", "ctrl+c"],
    hint: { label: "leave", priority: 1 },
    run: (state) => settled({ ...state, dialog: undefined }),
  },
  ...fieldActions("prompt"),
];

function accept(state: ExplorerState): Transition {
  const { dialog } = state;
  if (dialog?.kind !== "prompt" || dialog.fault?.(dialog.field.text) !== undefined) return settled(state);
  return dialog.accept({ ...state, dialog: undefined }, dialog.field.text);
}
