import * as fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { columnsOf, displayText, toCells } from "../../../src/ui/text/cell-text.js";

describe("displayText", () => {
  it.each([
    ["plain ASCII", "notes.txt", "notes.txt"],
    ["a line feed", "a\nb", "a␊b"],
    ["a carriage return and a line feed, which are one grapheme", "a\r\nb", "a␍␊b"],
    ["a tab", "a\tb", "a⇥b"],
    ["escape sequences", "\u001b[31mred", "␛[31mred"],
    ["delete", "a\u007fb", "a␡b"],
    ["C1 controls", "a\u009bb", "a\\u009bb"],
    ["text turned round", "gpj\u202eexe", "gpj\\u202eexe"],
    ["isolates", "\u2066a\u2069", "\\u2066a\\u2069"],
    ["line separators", "a\u2028b", "a\\u2028b"],
    ["an invisible mark", "\ufeffa", "\\ufeffa"],
    ["a zero-width space", "a\u200bb", "a\\u200bb"],
    ["a lone surrogate", "a\ud800b", "a�b"],
    ["wide characters", "日本語", "日本語"],
    ["a letter with its accent apart", "cafe\u0301", "cafe\u0301"],
    ["a joined emoji, in its parts", "👨‍👩‍👧", "👨👩👧"],
  ])("shows %s", (_, raw, shown) => {
    expect(displayText(raw)).toBe(shown);
  });

  it("lets nothing through that moves the cursor, whatever the key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (raw) => {
        expect(displayText(raw)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe("toCells", () => {
  it("knows how many columns each part takes and where it stood", () => {
    expect(toCells("a\n日")).toEqual([
      { text: "a", columns: 1, rawStart: 0 },
      { text: "␊", columns: 1, rawStart: 1 },
      { text: "日", columns: 2, rawStart: 2 },
    ]);
  });

  it("adds up to the width of what is shown", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (raw) => {
        const sum = toCells(raw).reduce((columns, cell) => columns + cell.columns, 0);
        expect(sum).toBe(toCells(raw).reduce((columns, cell) => columns + stringWidth(cell.text), 0));
        expect(columnsOf("")).toBe(0);
      }),
    );
  });
});
