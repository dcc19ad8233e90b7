import { keyLabel } from "../keymap/key-label.js";
import { reachableLayers } from "../keymap/resolve-key.js";
import { screenLayers } from "../state/active-layers.js";
import { openPick, type PickItem } from "../state/dialog/pick-dialog.js";
import type { ExplorerState } from "../state/explorer-state.js";
import { actionItem } from "./action-item.js";

/** What every key does from here; choosing a line runs it. */
export function openHelp(state: ExplorerState): ExplorerState {
  const items: readonly PickItem[] = reachableLayers(screenLayers(state)).flatMap(({ actions, title }) =>
    actions
      .filter(({ keys, applies }) => keys.length > 0 && applies?.(state) !== false)
      .map((action) => ({
        ...actionItem(state, action),
        mark: action.keys.map(keyLabel).join("  "),
        note: title,
      })),
  );
  const dialog = openPick({
    title: "Keys",
    placeholder: "type to search; ↵ runs the marked line",
    nothing: "No key does that here",
    items,
  });
  return { ...state, dialog };
}
