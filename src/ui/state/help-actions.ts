import type { ActionName } from "../keymap/bindings.js";
import { screenLayers } from "./active-layers.js";
import { moveByAction } from "./cursor-moves.js";
import { settled, type ExplorerState, type HelpDialog, type Transition } from "./explorer-state.js";
import { helpEntries } from "./help-entries.js";
import { planLayout } from "./layout.js";
import { EMPTY_FIELD } from "./text-field.js";

export function openHelp(state: ExplorerState): ExplorerState {
  return { ...state, help: { query: EMPTY_FIELD, cursor: 0 } };
}

/** What a key does in the help; `run` carries out the line that was chosen, once the help is closed. */
export function runHelpAction(
  state: ExplorerState,
  help: HelpDialog,
  action: ActionName,
  run: (state: ExplorerState, action: ActionName) => Transition,
): Transition {
  const entries = helpEntries(screenLayers(state.screen), help.query.text);
  const closed = { ...state, help: undefined };
  if (action === "help.close") return settled(closed);
  if (action === "help.run") {
    const chosen = entries[help.cursor];
    return chosen === undefined ? settled(state) : run(closed, chosen.action);
  }
  const height = planLayout(state.size).bodyRows;
  const window = moveByAction(action, { cursor: help.cursor, top: 0 }, entries.length, height);
  return settled(window === undefined ? state : { ...state, help: { ...help, cursor: window.cursor } });
}
