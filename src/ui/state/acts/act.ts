import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { Problem } from "../problem.js";
import { logCommand } from "../run-action.js";
import { commandOf } from "./act-words.js";
import type { StoreAct } from "./store-act.js";

/** How a change went. */
export interface ActOutcome {
  readonly requestId: number;
  readonly act: StoreAct;
  /** Undefined when it was made. */
  readonly problem: Problem | undefined;
}

/** Have a change made; it is logged as the command line that makes it. */
export function perform(state: ExplorerState, act: StoreAct): Transition {
  const requestId = state.nextId;
  const words = commandOf(act);
  const next = { ...state, nextId: requestId + 1 };
  const logged = words === undefined ? next : logCommand(next, words);
  return settled(noting(logged, "good", "Asking the store…"), { type: "act", requestId, act });
}
