import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../../src/ui/state/list/row-filter.js";

describe("parseFilter", () => {
  it.each([
    ["log", "App.LOG", true],
    ["log", "app.txt", false],
    ["Log", "app.log", false],
    ["Log", "app.Log", true],
    ["app log", "my-app-1.log", true],
    ["app log", "my-app-1.txt", false],
    ["zürich", "ZÜRICH.csv", true],
    ["i", "İstanbul", false],
  ])("%s on %s: %s", (text, name, kept) => {
    expect(parseFilter(text)?.matches(name)).toBe(kept);
  });

  it("is no filter without words", () => {
    expect(parseFilter("  ")).toBeUndefined();
  });

  it("tells where the words stand, each time they do", () => {
    expect(parseFilter("a")?.ranges("Banana")).toEqual([
      { start: 1, end: 2 },
      { start: 3, end: 4 },
      { start: 5, end: 6 },
    ]);
  });
});
