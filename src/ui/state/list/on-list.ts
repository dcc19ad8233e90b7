import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { listHeight, type ListScreen } from "./list-screen.js";

/** What a key does on a list, and nothing elsewhere. */
export function onList(
  run: (state: ExplorerState, list: ListScreen, height: number) => Transition,
): (state: ExplorerState) => Transition {
  return (state) =>
    state.screen.kind === "list" ? run(state, state.screen, listHeight(state)) : settled(state);
}

/** The list looks otherwise now. */
export function showing(state: ExplorerState, screen: ListScreen): Transition {
  return settled({ ...state, screen });
}
