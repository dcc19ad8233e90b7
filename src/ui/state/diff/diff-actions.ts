import type { Action } from "../../actions/action.js";
import { goBack } from "../history.js";

/** What keys do where two versions are compared. */
export const DIFF_ACTIONS: readonly Action[] = [
  {
    id: "diff.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];
