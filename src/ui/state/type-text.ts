import { answerConfirm } from "./dialog/confirm-dialog.js";
import type { Dialog } from "./dialog/dialog.js";
import { settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { searchPick } from "./dialog/pick-dialog.js";
import { kindOf } from "./screen-kinds.js";
import { editField, insertText, type FieldEdit, type TextField } from "./text-field.js";

/** Put typed text into the field that takes it. */
export function typeText(state: ExplorerState, text: string): Transition {
  const { dialog } = state;
  if (dialog?.kind === "confirm" && dialog.name === undefined) return answerConfirm(state, dialog, text);
  const { type } = kindOf(state.screen);
  if (dialog === undefined && type !== undefined) {
    return settled({ ...state, screen: type(state.screen, text, state) });
  }
  return settled(withField(state, (field) => insertText(field, text)));
}

/** Edit the field that takes text. */
export function editText(state: ExplorerState, edit: FieldEdit): ExplorerState {
  return withField(state, (field) => editField(field, edit));
}

function withField(state: ExplorerState, change: (field: TextField) => TextField): ExplorerState {
  const { dialog, screen } = state;
  if (dialog !== undefined) return { ...state, dialog: withDialogField(dialog, change) };
  const { field } = kindOf(screen);
  const typed = field?.of(screen);
  if (field === undefined || typed === undefined) return state;
  return { ...state, screen: field.change(screen, change(typed), state) };
}

function withDialogField(dialog: Dialog, change: (field: TextField) => TextField): Dialog {
  if (dialog.kind === "pick") return searchPick(dialog, change(dialog.query));
  return { ...dialog, field: change(dialog.field) };
}
