import type { Action } from "../../actions/action.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { beginPlanned, beginWithoutReplacing, type PlanScreen } from "./plan-screen.js";

/** What keys do where a job is looked at before it begins. */
export const PLAN_ACTIONS: readonly Action[] = [
  {
    id: "plan.run",
    title: "Do it: replace what is there",
    keys: ["enter"],
    hint: { label: "do it", priority: 1 },
    run: onPlan(beginPlanned),
    writes: true,
  },
  {
    id: "plan.skip",
    title: "Do it, but leave alone what is there",
    keys: ["s"],
    hint: { label: "skip existing", priority: 2 },
    run: onPlan(beginWithoutReplacing),
    writes: true,
  },
  {
    id: "plan.leave",
    title: "Leave everything as it is",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "cancel", priority: 3 },
    run: goBack,
  },
];

function onPlan(
  run: (state: ExplorerState, screen: PlanScreen) => Transition,
): (state: ExplorerState) => Transition {
  return (state) => (state.screen.kind === "plan" ? run(state, state.screen) : settled(state));
}
