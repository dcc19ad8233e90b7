import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCells } from "../../../src/ui/text/cell-text.js";
import {
  fitEnd,
  fitName,
  fitRight,
  truncateEnd,
  truncateStart,
  wrapText,
} from "../../../src/ui/text/fit-text.js";

const widthOf = (text: string) => toCells(text).reduce((sum, cell) => sum + cell.columns, 0);
const textOf = (runs: readonly { text: string }[]) => runs.map((run) => run.text).join("");

describe("truncateEnd", () => {
  it.each([
    ["notes.txt", 9, "notes.txt"],
    ["notes.txt", 8, "notes.t…"],
    ["notes.txt", 1, "…"],
    ["notes.txt", 0, ""],
    ["日本語", 5, "日本…"],
    ["日本語", 4, "日…"],
  ])("cuts %s to %i columns", (raw, columns, shown) => {
    expect(truncateEnd(raw, columns)).toBe(shown);
  });
});

describe("truncateStart", () => {
  it("keeps the end", () => {
    expect(truncateStart("a/long/path", 7)).toBe("…g/path");
  });
});

describe("fitName", () => {
  it("cuts the middle out, so that start and extension stay", () => {
    expect(textOf(fitName("measurements-2026-01-31.parquet", [], 20))).toBe("measurements…parquet");
  });

  it("pads what is shorter", () => {
    expect(textOf(fitName("a.txt", [], 8))).toBe("a.txt   ");
  });

  it("gives matches a run of their own", () => {
    expect(fitName("app-42.log", [{ start: 4, end: 6 }], 10)).toEqual([
      { text: "app-", matched: false },
      { text: "42", matched: true },
      { text: ".log", matched: false },
    ]);
  });

  it("finds matches behind escaped characters", () => {
    const runs = fitName("a\nlog", [{ start: 2, end: 5 }], 5);
    expect(runs).toEqual([
      { text: "a␊", matched: false },
      { text: "log", matched: true },
    ]);
  });

  it("fills its columns exactly, whatever the key", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (raw, columns) => {
          expect(widthOf(textOf(fitName(raw, [], columns)))).toBe(columns);
        },
      ),
    );
  });
});

describe("fitEnd and fitRight", () => {
  it("pad on their own side", () => {
    expect(fitEnd("ab", 4)).toBe("ab  ");
    expect(fitRight("ab", 4)).toBe("  ab");
  });
});

describe("wrapText", () => {
  it.each([
    ["abcdef", 3, ["abc", "def"]],
    ["abcdefg", 3, ["abc", "def", "g"]],
    ["", 3, [""]],
    ["日本語", 3, ["日", "本", "語"]],
    ["日本", 1, ["日", "本"]],
  ])("breaks %s into lines of %i columns", (raw, columns, lines) => {
    expect(wrapText(raw, columns)).toEqual(lines);
  });
});
