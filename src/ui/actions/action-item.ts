import type { PickItem } from "../state/dialog/pick-dialog.js";
import type { ExplorerState } from "../state/explorer-state.js";
import { runAction } from "../state/run-action.js";
import type { Action } from "./action.js";
import { commandLine } from "./command-line.js";

/** An action as a line to choose, with the command line behind it. */
export function actionItem(state: ExplorerState, action: Action): PickItem {
  const words = action.command?.(state);
  return {
    text: action.title,
    words: action.id,
    ...(words === undefined ? {} : { detail: commandLine(words, state.store.flags) }),
    choose: (now) => runAction(now, action),
  };
}
