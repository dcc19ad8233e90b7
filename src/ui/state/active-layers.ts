import { LAYERS, type Layer } from "../keymap/bindings.js";
import type { ExplorerState, Screen } from "./explorer-state.js";

/** The layers of keys that hold now, the uppermost first: dialog, then panel, then screen, then everywhere. */
export function activeLayers({ help, screen }: Pick<ExplorerState, "help" | "screen">): readonly Layer[] {
  const below = screenLayers(screen);
  if (help !== undefined) return [LAYERS.help, ...below];
  return screen.kind === "list" && screen.filtering ? [LAYERS.filter, ...below] : below;
}

/** The layers without a dialog or panel: what the help describes. */
export function screenLayers(screen: Screen): readonly Layer[] {
  return [LAYERS[screen.kind], LAYERS.global];
}
