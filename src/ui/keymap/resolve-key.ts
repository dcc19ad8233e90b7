import type { Action, Layer } from "../actions/action.js";
import type { KeyPress } from "./key-press.js";

export type Resolution =
  | { readonly kind: "action"; readonly action: Action }
  | { readonly kind: "text"; readonly text: string }
  /** The keys so far begin a longer sequence. */
  | { readonly kind: "pending"; readonly keys: readonly string[] }
  | { readonly kind: "none" };

const NONE: Resolution = { kind: "none" };

/** What a key does, given the layers from the top down and the keys of a sequence pressed before it. */
export function resolveKey(
  layers: readonly Layer[],
  pending: readonly string[],
  press: KeyPress,
): Resolution {
  const keys = [...pending, press.name];
  for (const layer of layers) {
    if (layer.takesText && press.text !== undefined) return { kind: "text", text: press.text };
    const found = resolveInLayer(layer, keys);
    if (found.kind !== "none" || layer.modal) return found;
  }
  return NONE;
}

/** The actions that the keys pressed so far can still become, each with the keys that are missing. */
export function continuations(layers: readonly Layer[], pending: readonly string[]) {
  const start = `${pending.join(" ")} `;
  return reachable(layers).flatMap((action) =>
    action.keys
      .filter((sequence) => sequence.startsWith(start))
      .map((sequence) => ({ keys: sequence.slice(start.length), action })),
  );
}

/**
 * The actions of all layers that are open, each with the keys that reach it: those of a modal layer hide all beneath,
 * and an upper layer's key a lower one's. An action may be left without a key.
 */
export function reachable(layers: readonly Layer[]): readonly Action[] {
  return reachableLayers(layers).flatMap(({ actions }) => actions);
}

/** The same, still in layers. */
export function reachableLayers(layers: readonly Layer[]): readonly Layer[] {
  const modal = layers.findIndex((layer) => layer.modal);
  const open = modal === -1 ? layers : layers.slice(0, modal + 1);
  const taken = new Set<string>();
  return open.map((layer) => ({
    ...layer,
    actions: layer.actions.map((action) => {
      const keys = action.keys.filter((key) => !taken.has(key));
      for (const key of keys) taken.add(key);
      return { ...action, keys };
    }),
  }));
}

function resolveInLayer(layer: Layer, keys: readonly string[]): Resolution {
  const sequence = keys.join(" ");
  const exact = layer.actions.find((action) => action.keys.includes(sequence));
  if (exact !== undefined) return { kind: "action", action: exact };
  const begins = layer.actions.some((action) => action.keys.some((key) => key.startsWith(`${sequence} `)));
  return begins ? { kind: "pending", keys } : NONE;
}
