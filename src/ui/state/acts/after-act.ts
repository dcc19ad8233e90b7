import { displayText } from "../../text/cell-text.js";
import { readAgain } from "../bucket/bucket-screen.js";
import { inspect } from "../details/details-actions.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import type { ActOutcome } from "./act.js";
import { doneText } from "./act-words.js";

/** Tell how a change went, leave the editor that it was written in, and read again what it changed. */
export function afterAct(state: ExplorerState, { act, problem }: ActOutcome): Transition {
  if (problem !== undefined) {
    const [hint] = problem.hints;
    const text = `${problem.code}: ${problem.message}${hint === undefined ? "" : `. ${hint}`}`;
    return settled(noting(state, "problem", displayText(text)));
  }
  const isWritten =
    state.screen.kind === "editor" && (act.kind.endsWith("-document") || act.kind === "set-object-tags");
  const left = isWritten ? goBack(state) : settled(state);
  const again = refreshed(left.state);
  return settled(noting(again.state, "good", doneText(act)), ...left.effects, ...again.effects);
}

function refreshed(state: ExplorerState): Transition {
  const { screen } = state;
  if (screen.kind === "bucket") return readAgain(state, screen);
  return screen.kind === "details" ? inspect(state, screen, screen) : settled(state);
}
