import { displayText } from "../../text/cell-text.js";
import { inspect } from "../details/details-actions.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { ActOutcome } from "./act.js";
import { doneText } from "./act-words.js";

/** Tell how a change went, and read again what it changed. */
export function afterAct(state: ExplorerState, { act, problem }: ActOutcome): Transition {
  if (problem !== undefined) {
    return settled(noting(state, "problem", displayText(`${problem.code}: ${problem.message}`)));
  }
  const told = noting(state, "good", doneText(act));
  const { screen } = told;
  const changed = "object" in act ? act.object : undefined;
  const isShown =
    screen.kind === "details" && changed?.key === screen.key && changed.bucket === screen.bucket;
  return isShown ? inspect(told, screen, screen) : settled(told);
}
