import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { UsageScreen } from "./usage-screen.js";

/** What a key does on the screen of usage, and nothing elsewhere. */
export function onUsage(
  run: (state: ExplorerState, screen: UsageScreen) => Transition,
): (state: ExplorerState) => Transition {
  return (state) => (state.screen.kind === "usage" ? run(state, state.screen) : settled(state));
}
