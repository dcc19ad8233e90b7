import { resolveKey } from "../keymap/resolve-key.js";
import type { KeyPress } from "../keymap/key-press.js";
import { activeLayers } from "./active-layers.js";
import { settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { runAction } from "./run-action.js";
import { typeText } from "./type-text.js";

/** Press keys one after the other. */
export function pressKeys(state: ExplorerState, presses: readonly KeyPress[]): Transition {
  let transition = settled(state);
  for (const key of presses) {
    const next = press(transition.state, key);
    transition = settled(next.state, ...transition.effects, ...next.effects);
  }
  return transition;
}

function press(state: ExplorerState, key: KeyPress): Transition {
  const fresh = { ...state, pendingKeys: [], notice: undefined };
  if (state.pendingKeys.length > 0 && key.name === "escape") return settled(fresh);
  const resolution = resolveKey(activeLayers(state), state.pendingKeys, key);
  switch (resolution.kind) {
    case "action":
      return runAction(fresh, resolution.action);
    case "text":
      return typeText(fresh, resolution.text);
    case "pending":
      return settled({ ...fresh, pendingKeys: resolution.keys });
    case "none":
      return settled(fresh);
  }
}
