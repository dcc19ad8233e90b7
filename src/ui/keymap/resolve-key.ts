import type { ActionName, Binding, Layer } from "./bindings.js";
import type { KeyPress } from "./key-press.js";

export type Resolution =
  | { readonly kind: "action"; readonly action: ActionName }
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

/** The bindings that the keys pressed so far can still become, each with the keys that are missing. */
export function continuations(layers: readonly Layer[], pending: readonly string[]) {
  const start = `${pending.join(" ")} `;
  return reachable(layers).flatMap((binding) =>
    binding.keys
      .filter((sequence) => sequence.startsWith(start))
      .map((sequence) => ({ keys: sequence.slice(start.length), binding })),
  );
}

/** Bindings that a key can reach: those of a modal layer hide all beneath, and an upper layer's key a lower one's. */
export function reachable(layers: readonly Layer[]): readonly Binding[] {
  const modal = layers.findIndex((layer) => layer.modal);
  const open = modal === -1 ? layers : layers.slice(0, modal + 1);
  const taken = new Set<string>();
  return open.flatMap((layer) =>
    layer.bindings.flatMap((binding) => {
      const keys = binding.keys.filter((key) => !taken.has(key));
      for (const key of keys) taken.add(key);
      return keys.length === 0 ? [] : [{ ...binding, keys }];
    }),
  );
}

function resolveInLayer(layer: Layer, keys: readonly string[]): Resolution {
  const sequence = keys.join(" ");
  const exact = layer.bindings.find((binding) => binding.keys.includes(sequence));
  if (exact !== undefined) return { kind: "action", action: exact.action };
  const begins = layer.bindings.some((binding) => binding.keys.some((key) => key.startsWith(`${sequence} `)));
  return begins ? { kind: "pending", keys } : NONE;
}
