import { describe, expect, it } from "vitest";
import { foldCase } from "../../../../src/ui/state/list/fold-case.js";
import { parseFilter, type RowFacts } from "../../../../src/ui/state/list/row-filter.js";
import { objectRow, storeOf } from "./sample-rows.js";

const NOW = new Date(2026, 5, 15);
const MIB = 1024 ** 2;

function row(name: string, sizeBytes = 1, modified = NOW, storageClass = "STANDARD"): RowFacts {
  const store = storeOf(objectRow(name));
  return {
    name,
    folded: foldCase(name),
    holds: (needle) => store.nameHolds(0, needle),
    sizeBytes,
    modifiedSeconds: modified.getTime() / 1000,
    storageClass,
  };
}

const folder: RowFacts = { ...row("folder/"), sizeBytes: -1, modifiedSeconds: undefined, storageClass: "" };
const keeps = (text: string, facts: RowFacts) => parseFilter(text, NOW)?.matches(facts);

describe("a filter by name", () => {
  it.each([
    ["log", "App.LOG", true],
    ["log", "app.txt", false],
    ["Log", "app.log", false],
    ["Log", "app.Log", true],
    ["app log", "my-app-1.log", true],
    ["app log", "my-app-1.txt", false],
    ['"a b"', "xa bx", true],
    ['"a b"', "a-b", false],
    ["zürich", "ZÜRICH.csv", true],
    ["i", "İstanbul", false],
    ["!log", "app.log", false],
    ["!log", "app.txt", true],
    ["app !log", "app.txt", true],
    ['!"a b"', "a b", false],
    ["?ig12", "IMG_0012.jpg", true],
    ["?ig21", "IMG_0012.jpg", false],
    ["?IG", "img", false],
    ["!?ig", "img", false],
    ["~^img_0+1", "IMG_0012.jpg", true],
    ["~^img_1", "IMG_0012.jpg", false],
    ["~^Img", "IMG_0012.jpg", false],
    [String.raw`~\D\.jpe?g$`, "a.JPG", true],
    ["!~jpg$", "a.jpg", false],
  ])("%s on %s: %s", (text, name, kept) => {
    expect(keeps(text, row(name))).toBe(kept);
  });
});

describe("a filter by size, time and class", () => {
  it.each([
    [">100M", row("a", 100 * MIB), false],
    [">=100M", row("a", 100 * MIB), true],
    ["<4k", row("a", 4095), true],
    ["<=4k", row("a", 4097), false],
    ["!>1M", row("a", 10), true],
    ["<2026-01-01", row("a", 1, new Date(2025, 11, 31, 23)), true],
    ["<2026-01-01", row("a", 1, new Date(2026, 0, 1)), false],
    [">2026-01-01", row("a", 1, new Date(2026, 0, 2)), true],
    ["<7d", row("a", 1, new Date(2026, 5, 10)), true],
    ["<7d", row("a", 1, new Date(2026, 5, 1)), false],
    [">2w", row("a", 1, new Date(2026, 5, 1)), false],
    [">1w", row("a", 1, new Date(2026, 5, 1)), true],
    ["class:glac", row("a", 1, NOW, "GLACIER_IR"), true],
    ["!class:glac", row("a", 1, NOW, "GLACIER_IR"), false],
    ["jpg >1k", row("a.jpg", 2048), true],
    ["jpg >1k", row("a.png", 2048), false],
  ])("%s on %o: %s", (text, facts, kept) => {
    expect(keeps(text, facts)).toBe(kept);
  });

  it.each([">1k", "!>1k", "<7d", "!<7d"])("leaves folders out, which have neither: %s", (text) => {
    expect(keeps(text, folder)).toBe(false);
  });
});

describe("a filter being typed", () => {
  it.each(["", "  "])("is none without words: '%s'", (text) => {
    expect(parseFilter(text)).toBeUndefined();
  });

  it.each(["!", "~", "?", ">", "!<=", "class:"])(
    "keeps all while %s is unfinished, and finds no fault",
    (text) => {
      expect(keeps(text, row("a"))).toBe(true);
      expect(parseFilter(text)?.fault).toBeUndefined();
    },
  );

  it.each([
    ["~(", /regular expression/i],
    [String.raw`~(a)\1`, /back-references/],
    ["~(?=a)", /Look-arounds/],
    [">many", /neither a size/],
    ["<2026-13-01", /neither a size/],
  ])("keeps all and says what is wrong with %s", (text, fault) => {
    expect(keeps(text, row("a"))).toBe(true);
    expect(parseFilter(text)?.fault).toMatch(fault);
  });

  it("takes linear time for expressions made to take forever", () => {
    const startMs = performance.now();
    expect(keeps("~(a+)+$", row(`${"a".repeat(60)}b`))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

describe("what a filter highlights", () => {
  it.each([
    ["a", "Banana", [1, 3, 5]],
    ["?bnn", "Banana", [0, 2, 4]],
    ["~n.", "Banana", [2, 4]],
    ["!a", "Banana", []],
    [">1k", "Banana", []],
  ])("%s in %s", (text, name, starts) => {
    expect(
      parseFilter(text)
        ?.ranges(name)
        .map(({ start }) => start),
    ).toEqual(starts);
  });
});
