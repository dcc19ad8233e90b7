import type { ExplorerState } from "./explorer-state.js";
import { planLayout } from "./layout.js";
import { refilter } from "./list/list-screen.js";
import { editField, insertText, type FieldEdit, type TextField } from "./text-field.js";

/** Put typed text into the field that takes it. */
export function typeText(state: ExplorerState, text: string): ExplorerState {
  return withField(state, (field) => insertText(field, text));
}

/** Edit the field that takes text. */
export function editText(state: ExplorerState, edit: FieldEdit): ExplorerState {
  return withField(state, (field) => editField(field, edit));
}

function withField(state: ExplorerState, change: (field: TextField) => TextField): ExplorerState {
  const { help, screen, size } = state;
  if (help !== undefined) return { ...state, help: { query: change(help.query), cursor: 0 } };
  if (screen.kind !== "list" || !screen.filtering) return state;
  const filter = change(screen.filter);
  if (filter.text === screen.filter.text) return { ...state, screen: { ...screen, filter } };
  return { ...state, screen: refilter(screen, filter, planLayout(size).listRows) };
}
