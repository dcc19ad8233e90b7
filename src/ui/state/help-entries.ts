import type { ActionName, Layer } from "../keymap/bindings.js";
import { keyLabel } from "../keymap/key-label.js";
import { reachable } from "../keymap/resolve-key.js";
import { parseFilter } from "./list/row-filter.js";

export interface HelpEntry {
  readonly keys: string;
  readonly does: string;
  /** The layer that it belongs to. */
  readonly group: string;
  readonly action: ActionName;
}

/** What the keys do from where the help was opened, narrowed to what was typed. */
export function helpEntries(layers: readonly Layer[], query: string): readonly HelpEntry[] {
  const filter = parseFilter(query);
  const usable = reachable(layers);
  const entries = layers.flatMap((layer) =>
    usable
      .filter(({ action }) => layer.bindings.some((binding) => binding.action === action))
      .map(({ keys, does, action }) => ({
        keys: keys.map(keyLabel).join("  "),
        does,
        group: layer.title,
        action,
      })),
  );
  return entries.filter(({ keys, does, group }) => filter?.matches(`${keys} ${does} ${group}`) ?? true);
}
