import { describe, expect, it } from "vitest";
import type { Layer } from "../../../src/ui/actions/action.js";
import { reachable } from "../../../src/ui/keymap/resolve-key.js";
import { LAYERS } from "../../../src/ui/actions/layers.js";

const ALL: readonly Layer[] = Object.values(LAYERS);
/** Layers that are open together with the moves and what holds everywhere. */
const SCREENS = ALL.filter(({ modal, name }) => !modal && name !== "moves" && name !== "global");

describe("the registry of actions", () => {
  it("gives every action an id of its own, and a title", () => {
    const ids = ALL.flatMap(({ actions }) => actions.map(({ id }) => id));
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    for (const { actions } of ALL) for (const { title } of actions) expect(title).toMatch(/^[A-Z]/);
  });

  it.each(ALL.map((layer) => [layer.name, layer] as const))("binds no key twice in %s", (_, { actions }) => {
    const keys = actions.flatMap((action) => action.keys);
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
  });

  it("leaves every action of a list a key that reaches it, or none was given", () => {
    const open = [LAYERS.list, LAYERS.files, LAYERS.tools, LAYERS.moves, LAYERS.global];
    const given = new Set(
      open.flatMap(({ actions }) => actions.filter(({ keys }) => keys.length > 0)).map(({ id }) => id),
    );
    const hidden = reachable(open).filter(({ id, keys }) => keys.length === 0 && given.has(id));
    expect(hidden.map(({ id }) => id)).toEqual([]);
  });

  it.each(SCREENS.map((layer) => [layer.name, layer] as const))(
    "lets no key of %s and what is open with it hide a sequence that begins with it",
    (_, layer) => {
      const open = [layer, LAYERS.moves, LAYERS.global];
      const keys = open.flatMap(({ actions }) => actions.flatMap((action) => action.keys));
      const hidden = keys.filter((one) => keys.some((other) => other.startsWith(`${one} `)));
      expect(hidden).toEqual([]);
    },
  );
});
