import { describe, expect, it } from "vitest";
import { diffLines } from "../../../../src/ui/state/diff/diff-lines.js";

const shown = (older: string, newer: string) =>
  diffLines(older, newer)?.map(({ kind, text, older: from, newer: to }) => [kind, text, from, to]);

describe("what is different between two texts", () => {
  it("shows changed lines with their numbers and what stands around them", () => {
    const lines = Array.from({ length: 20 }, (_, i) => `l${(i + 1).toString()}`);
    const older = `${lines.join("\n")}\n`;
    const newer = `${lines.with(9, "new").join("\n")}\n`;
    expect(shown(older, newer)).toEqual([
      ["hunk", "line 7", undefined, undefined],
      ["same", "l7", 7, 7],
      ["same", "l8", 8, 8],
      ["same", "l9", 9, 9],
      ["removed", "l10", 10, undefined],
      ["added", "new", undefined, 10],
      ["same", "l11", 11, 11],
      ["same", "l12", 12, 12],
      ["same", "l13", 13, 13],
    ]);
  });

  it("says that a text does not end with a line end", () => {
    expect(shown("a", "a\n")?.map(([kind]) => kind)).toContain("note");
  });

  it("shows nothing where nothing is different", () => {
    expect(shown("a\n", "a\n")).toEqual([]);
  });
});
