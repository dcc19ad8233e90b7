import type { Action, Layer, LayerName } from "../actions/action.js";
import type { ExplorerState } from "./explorer-state.js";
import { kindOf } from "./screen-kinds.js";

/** The layers of keys that hold now, the uppermost first: dialog, then screen, then everywhere. */
export function activeLayers(state: ExplorerState): readonly Layer[] {
  const below = screenLayers(state);
  return state.dialog === undefined ? below : [state.keymap[state.dialog.kind], ...below];
}

/** The same without what is of no use as things stand: what the key bar and the pop-up offer. */
export function offeredLayers(state: ExplorerState): readonly Layer[] {
  const isOffered: (action: Action) => boolean = ({ applies }) => applies?.(state) !== false;
  return activeLayers(state).map((layer) => ({ ...layer, actions: layer.actions.filter(isOffered) }));
}

/** The layers without a dialog: what the help describes. */
export function screenLayers({ screen, keymap, readOnly }: ExplorerState): readonly Layer[] {
  const names: readonly LayerName[] = [...kindOf(screen).layers(screen), "global"];
  const layers = names.map((name) => keymap[name]);
  return readOnly ? layers.map(withoutWrites) : layers;
}

function withoutWrites(layer: Layer): Layer {
  return { ...layer, actions: layer.actions.filter(({ writes }) => writes !== true) };
}
