import type { Action, CommandWords } from "../actions/action.js";
import { commandLine } from "../actions/command-line.js";
import { noting, settled, type ExplorerState, type Transition } from "./explorer-state.js";

/** Lines of the command log that are kept. */
const MOST_COMMANDS = 1000;

/** Carry out an action, from a key, the help or the palette alike, and log the command line that does the same. */
export function runAction(state: ExplorerState, action: Action): Transition {
  if (action.writes === true && state.readOnly) {
    return settled(noting(state, "warning", "Read-only: started with --read-only"));
  }
  const words = action.command?.(state);
  return action.run(words === undefined ? state : logCommand(state, words));
}

/** Add a command line to the log: for what is only known once a dialog has been answered. */
export function logCommand(state: ExplorerState, words: CommandWords): ExplorerState {
  const line = commandLine(words, state.store.flags);
  // Going back and forth between the same two places must not fill the log.
  if (state.commandLog.at(-1)?.line === line) return state;
  const logged = { atMs: state.nowMs, line };
  return { ...state, commandLog: [...state.commandLog, logged].slice(-MOST_COMMANDS) };
}
