import type { ActionName } from "../keymap/bindings.js";
import { nextTheme } from "../theme/theme.js";
import { runDetailsAction } from "./details/details-actions.js";
import { settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { goBack, goForward, goToBuckets } from "./history.js";
import { runHelpAction, openHelp } from "./help-actions.js";
import { runListAction } from "./list/list-actions.js";
import type { FieldEdit } from "./text-field.js";
import { editText } from "./type-text.js";

type GlobalAction = (state: ExplorerState) => Transition;

const GLOBAL_ACTIONS: Partial<Record<ActionName, GlobalAction>> = {
  "app.quit": (state) => settled(state, { type: "quit" }),
  "app.help": (state) => settled(openHelp(state)),
  "app.theme": (state) => settled({ ...state, themeName: nextTheme(state.themeName, state.colours) }),
  "history.back": goBack,
  "history.forward": goForward,
  "place.buckets": goToBuckets,
};

/** Carry out what a key, or a line of the help, asks for. */
export function runAction(state: ExplorerState, action: ActionName): Transition {
  if (isFieldEdit(action)) return settled(editText(state, action));
  if (state.help !== undefined) return runHelpAction(state, state.help, action, runAction);
  return GLOBAL_ACTIONS[action]?.(state) ?? runScreenAction(state, action);
}

function runScreenAction(state: ExplorerState, action: ActionName): Transition {
  const { screen } = state;
  return screen.kind === "list"
    ? runListAction(state, screen, action)
    : runDetailsAction(state, screen, action);
}

function isFieldEdit(action: ActionName): action is FieldEdit {
  return action.startsWith("field.");
}
