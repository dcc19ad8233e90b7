import { describe, expect, it } from "vitest";
import { LAYERS } from "../../../src/ui/actions/layers.js";
import { withCustomKeys } from "../../../src/ui/keymap/custom-keys.js";
import { parseKeySequence } from "../../../src/ui/keymap/key-name.js";

const keysOf = (keymap: typeof LAYERS, id: string) =>
  Object.values(keymap)
    .flatMap(({ actions }) => actions)
    .find((action) => action.id === id)?.keys;

describe("keys as people write them", () => {
  it.each([
    ["j", "j"],
    ["G", "G"],
    ["Ctrl+f", "ctrl+f"],
    ["shift+ctrl+up", "ctrl+shift+up"],
    ["PageUp", "pageup"],
    ["g g", "g g"],
    ["ctrl++", "ctrl++"],
    ["+", "+"],
    ["é", "é"],
    ["jj", undefined],
    ["hyper+x", undefined],
    ["f1", undefined],
    ["", undefined],
    ["g  g", undefined],
  ])("reads %s as %s", (written, key) => {
    expect(parseKeySequence(written)).toBe(key);
  });
});

describe("a user's keys", () => {
  it("replace the default ones of an action, and leave all others", () => {
    const keymap = withCustomKeys(LAYERS, { "app.theme": ["ctrl+t", "g t"] });
    expect(keysOf(keymap, "app.theme")).toEqual(["ctrl+t", "g t"]);
    expect(keysOf(keymap, "app.quit")).toEqual(keysOf(LAYERS, "app.quit"));
  });

  it("are taken from the action of the same layer that had them", () => {
    const keymap = withCustomKeys(LAYERS, { "app.theme": ["q"] });
    expect(keysOf(keymap, "app.quit")).toEqual(["ctrl+c"]);
  });

  it("may be none", () => {
    expect(keysOf(withCustomKeys(LAYERS, { "app.quit": [] }), "app.quit")).toEqual([]);
  });

  it.each([
    [{ "list.opne": ["o"] }, /no action list\.opne/],
    [{ "app.quit": ["qq"] }, /Not a key: "qq"/],
    [{ "filter.accept": ["x"] }, /types a letter/],
  ])("are refused where they cannot work: %o", (custom, message) => {
    expect(() => withCustomKeys(LAYERS, custom)).toThrow(message);
  });

  it("that name no action are answered with the nearest that there is", () => {
    expect(() => withCustomKeys(LAYERS, { "list.opne": ["o"] })).toThrow(
      expect.objectContaining({
        hints: expect.arrayContaining(["Did you mean list.open?"]) as unknown,
      }) as Error,
    );
  });
});
