import { describe, expect, it } from "vitest";
import { LAYERS } from "../../../src/ui/actions/layers.js";
import { hintColumns, HINT_GAP, keyBarHints } from "../../../src/ui/keymap/key-bar-hints.js";
import { keyLabel } from "../../../src/ui/keymap/key-label.js";
import { continuations, reachable, resolveKey } from "../../../src/ui/keymap/resolve-key.js";

const LIST = [LAYERS.list, LAYERS.moves, LAYERS.global];
const FILTER = [LAYERS.filter, ...LIST];
const key = (name: string, text: string | undefined = name.length === 1 ? name : undefined) => ({
  name,
  text,
});
const action = (id: string) => ({ kind: "action", action: expect.objectContaining({ id }) as unknown });

describe("resolveKey", () => {
  it("runs a key of the uppermost layer that has it", () => {
    expect(resolveKey(LIST, [], key("enter"))).toEqual(action("list.open"));
    expect(resolveKey(FILTER, [], key("enter"))).toEqual(action("filter.accept"));
  });

  it("falls through to the layers beneath", () => {
    expect(resolveKey(LIST, [], key("?"))).toEqual(action("app.help"));
  });

  it("types printable keys where text is taken, whatever they are bound to", () => {
    expect(resolveKey(FILTER, [], key("q"))).toEqual({ kind: "text", text: "q" });
  });

  it("lets nothing through a dialog", () => {
    expect(resolveKey([LAYERS.pick, ...LIST], [], key("alt+left"))).toEqual({ kind: "none" });
  });

  it("waits for the rest of a sequence", () => {
    expect(resolveKey(LIST, [], key("g"))).toEqual({ kind: "pending", keys: ["g"] });
    expect(resolveKey(LIST, ["g"], key("g"))).toEqual(action("cursor.first"));
    expect(resolveKey(LIST, ["g"], key("b"))).toEqual(action("place.buckets"));
    expect(resolveKey(LIST, ["g"], key("x"))).toEqual({ kind: "none" });
  });
});

describe("continuations", () => {
  it("lists what can follow, of all layers", () => {
    expect(continuations(LIST, ["g"]).map(({ keys }) => keys)).toEqual(expect.arrayContaining(["g", "b"]));
    expect(continuations(LIST, ["o"]).map(({ action: { id } }) => id)).toContain("list.reverse");
  });
});

describe("reachable", () => {
  it("leaves out keys that an upper layer has taken", () => {
    const [open] = LAYERS.list.actions;
    const upper = { ...LAYERS.list, actions: open === undefined ? [] : [{ ...open, keys: ["q"] }] };
    const quit = reachable([upper, LAYERS.global]).find(({ id }) => id === "app.quit");
    expect(quit?.keys).toEqual(["ctrl+c"]);
  });
});

describe("keyBarHints", () => {
  it.each([10, 20, 40, 80, 250])("fits into %i columns and keeps the help", (columns) => {
    const hints = keyBarHints(LIST, columns);
    const width = hints.reduce((sum, hint) => sum + hintColumns(hint) + HINT_GAP, -HINT_GAP);
    expect(width).toBeLessThanOrEqual(columns);
    expect(hints.at(-1)).toMatchObject({ key: "?", label: "help" });
  });

  it("gives up the least important first", () => {
    const labels = keyBarHints(LIST, 30).map(({ label }) => label);
    expect(labels).toEqual(["open", "filter", "up", "help"]);
  });

  it("keeps the help even where nothing fits", () => {
    expect(keyBarHints(LIST, 3)).toHaveLength(1);
  });
});

it.each([
  ["ctrl+f", "^f"],
  ["g g", "gg"],
  ["enter", "↵"],
  ["alt+left", "alt-←"],
  ["+", "+"],
])("writes %s as %s", (keys, label) => {
  expect(keyLabel(keys)).toBe(label);
});
