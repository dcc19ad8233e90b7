import type { Key } from "ink";
import { describe, expect, it } from "vitest";
import { toKeyPresses } from "../../../src/ui/keymap/key-press.js";

const NO_KEY: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

const names = (input: string, key: Partial<Key> = {}) =>
  toKeyPresses(input, { ...NO_KEY, ...key }).map(({ name }) => name);

describe("toKeyPresses", () => {
  it.each([
    ["a letter", "j", {}, ["j"]],
    ["a held letter, which arrives in one piece", "jjjj", {}, ["j", "j", "j", "j"]],
    ["a capital", "G", { shift: true }, ["G"]],
    ["an arrow", "", { downArrow: true }, ["down"]],
    ["control and a letter", "f", { ctrl: true }, ["ctrl+f"]],
    ["held control characters", "\u0006\u0006", {}, ["ctrl+f", "ctrl+f"]],
    ["a key and Enter in one piece", "j\r", {}, ["j", "enter"]],
    ["line ends of both kinds", "\r\n", {}, ["enter", "enter"]],
    ["Esc", "", { escape: true, meta: true }, ["escape"]],
    ["alt and an arrow", "", { leftArrow: true, meta: true }, ["alt+left"]],
    ["a space", " ", {}, ["space"]],
    ["an emoji of several code points", "👨‍👩‍👧", {}, ["👨‍👩‍👧"]],
  ])("reads %s", (_, input, key, expected) => {
    expect(names(input, key)).toEqual(expected);
  });

  it("types letters, spaces and emoji, and nothing else", () => {
    expect(toKeyPresses("a ", NO_KEY).map(({ text }) => text)).toEqual(["a", " "]);
    expect(toKeyPresses("\r", NO_KEY)[0]?.text).toBeUndefined();
    expect(toKeyPresses("f", { ...NO_KEY, ctrl: true })[0]?.text).toBeUndefined();
  });
});
