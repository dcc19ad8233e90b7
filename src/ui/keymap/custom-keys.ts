import { closest } from "fastest-levenshtein";
import { ConfigurationError } from "../../lib/errors/s3kit-error.js";
import type { Action, Keymap, Layer } from "../actions/action.js";
import { isPrintable, parseKeySequence } from "./key-name.js";

/** The keys of some actions, by id; none for an action: it is found in the palette alone. */
export type CustomKeys = Readonly<Record<string, readonly string[]>>;

/**
 * The keymap with a user's keys in the place of the default ones. A key given to an action is taken from the others of
 * its layer.
 *
 * @throws ConfigurationError for an action or a key that does not exist, and for a letter where letters are typed.
 */
export function withCustomKeys(keymap: Keymap, custom: CustomKeys): Keymap {
  const wanted = parseCustomKeys(keymap, custom);
  const entries = Object.entries(keymap).map(([name, layer]) => [name, rebind(layer, wanted)] as const);
  return Object.fromEntries(entries) as Keymap;
}

function parseCustomKeys(keymap: Keymap, custom: CustomKeys): ReadonlyMap<string, readonly string[]> {
  const layers = new Map(
    Object.values(keymap).flatMap((layer) => layer.actions.map(({ id }) => [id, layer])),
  );
  return new Map(
    Object.entries(custom).map(([id, written]) => {
      const layer = layers.get(id);
      if (layer === undefined) throw noSuchAction(id, [...layers.keys()]);
      return [id, written.map((key) => parseKeyFor(key, id, layer))];
    }),
  );
}

function parseKeyFor(written: string, id: string, layer: Layer): string {
  const key = parseKeySequence(written);
  if (key === undefined) {
    throw new ConfigurationError(`Not a key: ${JSON.stringify(written)} (for ${id})`, {
      code: "InvalidKey",
      hints: ["Write keys as j, G, ctrl+f, alt+left, enter; a sequence with blanks between: g g"],
    });
  }
  if (layer.takesText && isPrintable(key)) {
    throw new ConfigurationError(`${written} types a letter where ${id} holds: it cannot be bound there`, {
      code: "InvalidKey",
      hints: ["Take a key with ctrl or alt, an arrow, enter, tab"],
    });
  }
  return key;
}

function rebind(layer: Layer, wanted: ReadonlyMap<string, readonly string[]>): Layer {
  const taken = new Set(layer.actions.flatMap(({ id }) => wanted.get(id) ?? []));
  const actions = layer.actions.map((action): Action => {
    const keys = wanted.get(action.id) ?? action.keys.filter((key) => !taken.has(key));
    return { ...action, keys };
  });
  return { ...layer, actions };
}

function noSuchAction(id: string, known: readonly string[]): ConfigurationError {
  return new ConfigurationError(`The explorer has no action ${id}`, {
    code: "NoSuchAction",
    hints: [`Did you mean ${closest(id, known)}?`, "docs/explorer-keys.md lists all of them"],
  });
}
