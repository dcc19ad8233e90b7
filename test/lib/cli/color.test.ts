import { describe, expect, test } from "vitest";
import { hasFlag, wantsColor } from "../../../src/lib/cli/color.js";

describe("wantsColor", () => {
  const tty = { isTTY: true, env: { TERM: "xterm" }, argv: [] };
  test.each([
    ["on a terminal", {}, true],
    ["without a terminal", { isTTY: false }, false],
    ["with NO_COLOR", { env: { NO_COLOR: "1" } }, false],
    ["with an empty NO_COLOR", { env: { NO_COLOR: "" } }, true],
    ["on a dumb terminal", { env: { TERM: "dumb" } }, false],
    ["with --no-color", { argv: ["ls", "--no-color"] }, false],
    ["with --json", { argv: ["ls", "--json"] }, false],
    ["with --json among the arguments", { argv: ["ls", "--", "--json"] }, true],
    ["with FORCE_COLOR and no terminal", { isTTY: false, env: { FORCE_COLOR: "1" } }, true],
    ["with FORCE_COLOR=0", { env: { FORCE_COLOR: "0" } }, false],
    ["with FORCE_COLOR and NO_COLOR", { env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, false],
  ])("%s", (_when, change, expected) => {
    expect(wantsColor({ ...tty, ...change })).toBe(expected);
  });
});

test("a flag counts only before --", () => {
  expect(hasFlag(["--json"], "--json")).toBe(true);
  expect(hasFlag(["--", "--json"], "--json")).toBe(false);
  expect(hasFlag(["--json", "--"], "--json")).toBe(true);
  expect(hasFlag([], "--json")).toBe(false);
});
