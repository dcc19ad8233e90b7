import { CONFIRM_ACTIONS } from "../state/dialog/confirm-actions.js";
import { PICK_ACTIONS } from "../state/dialog/pick-actions.js";
import { PROMPT_ACTIONS } from "../state/dialog/prompt-actions.js";
import { DETAILS_ACTIONS } from "../state/details/details-actions.js";
import { FILTER_ACTIONS } from "../state/list/filter-actions.js";
import { LIST_ACTIONS } from "../state/list/list-actions.js";
import type { Action, Keymap, Layer, LayerName } from "./action.js";
import { GLOBAL_ACTIONS } from "./global-actions.js";
import { MOVE_ACTIONS } from "./move-actions.js";

/** The registry: every action, in layers, with its default keys. */
export const LAYERS: Keymap = {
  pick: dialog("pick", "Choice", PICK_ACTIONS),
  prompt: dialog("prompt", "Question", PROMPT_ACTIONS),
  confirm: dialog("confirm", "Confirmation", CONFIRM_ACTIONS),
  filter: dialog("filter", "Filter", FILTER_ACTIONS),
  list: screen("list", "List", LIST_ACTIONS),
  details: screen("details", "Object", DETAILS_ACTIONS),
  moves: screen("moves", "Moving", MOVE_ACTIONS),
  global: screen("global", "Anywhere", GLOBAL_ACTIONS),
};

function screen(name: LayerName, title: string, actions: readonly Action[]): Layer {
  return { name, title, actions, takesText: false, modal: false };
}

function dialog(name: LayerName, title: string, actions: readonly Action[]): Layer {
  return { name, title, actions, takesText: true, modal: true };
}
