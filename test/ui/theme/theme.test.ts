import { expect, it } from "vitest";
import { detectTheme, nextTheme, THEMES } from "../../../src/ui/theme/theme.js";

it.each([
  [{}, "dark"],
  [{ COLORFGBG: "15;0" }, "dark"],
  [{ COLORFGBG: "0;15" }, "light"],
  [{ COLORFGBG: "0;default;15" }, "light"],
  [{ NO_COLOR: "1" }, "none"],
  [{ NO_COLOR: "" }, "dark"],
  [{ TERM: "dumb" }, "none"],
])("finds the theme for %j", (env, theme) => {
  expect(detectTheme(env)).toBe(theme);
});

it("goes through the themes, and stays without colours where they are unwanted", () => {
  expect(nextTheme("dark", true)).toBe("light");
  expect(nextTheme("none", true)).toBe("dark");
  expect(nextTheme("none", false)).toBe("none");
});

it("uses no colour at all in the theme without", () => {
  expect(JSON.stringify(THEMES.none)).not.toMatch(/olor":"/);
});
