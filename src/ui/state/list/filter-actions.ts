import type { Action } from "../../actions/action.js";
import { fieldActions } from "../../actions/field-actions.js";
import { settled } from "../explorer-state.js";
import type { Motion } from "../motion.js";
import { kindOf } from "../screen-kinds.js";
import { EMPTY_FIELD } from "../text-field.js";
import { listHeight, refilter } from "./list-screen.js";
import { onList, showing } from "./on-list.js";

/** What keys do while a filter is being typed. */
export const FILTER_ACTIONS: readonly Action[] = [
  {
    id: "filter.accept",
    title: "Keep the filter",
    keys: ["enter"],
    hint: { label: "keep", priority: 2 },
    run: onList((state, list) => showing(state, { ...list, filtering: false })),
  },
  {
    id: "filter.cancel",
    title: "Drop the filter",
    keys: ["escape", "ctrl+c"],
    hint: { label: "drop", priority: 1 },
    run: onList((state, list) =>
      showing(state, refilter({ ...list, filtering: false }, EMPTY_FIELD, listHeight(state))),
    ),
  },
  move("filter.up", ["up", "ctrl+p"], "Move up", { by: "lines", amount: -1 }),
  move("filter.down", ["down", "ctrl+n"], "Move down", { by: "lines", amount: 1 }),
  move("filter.page-up", ["pageup"], "Move a page up", { by: "pages", amount: -1 }),
  move("filter.page-down", ["pagedown"], "Move a page down", { by: "pages", amount: 1 }),
  ...fieldActions("filter"),
];

function move(id: string, keys: readonly string[], title: string, motion: Motion): Action {
  const run: Action["run"] = (state) =>
    settled({ ...state, screen: kindOf(state.screen).move(state.screen, motion, state) });
  return { id, keys, title, run };
}
