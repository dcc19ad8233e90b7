import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, displayText } from "../../../../src/ui/text/cell-text.js";
import { findLine, matchesIn, toSought } from "../../../../src/ui/state/preview/find-text.js";
import {
  bottomOf,
  linesBelow,
  scrollText,
  START_OF_TEXT,
  visibleRows,
  type TextView,
} from "../../../../src/ui/state/preview/text-rows.js";
import { openText } from "../../../../src/ui/state/preview/text-window.js";

const open = (content: string) =>
  openText(Buffer.from(content), { startByte: 0, atEnd: true, encoding: "utf-8" });
const VIEW: TextView = { columns: 10, rows: 4, wrap: true, left: 0 };
const TEXT = open(Array.from({ length: 20 }, (_, i) => `${i.toString()}:${"x".repeat(i)}`).join("\n"));

function shown(text: ReturnType<typeof open>, top = START_OF_TEXT, view = VIEW): readonly string[] {
  return visibleRows(text, top, view).map((row) => row.text.slice(row.start, row.end));
}

describe("the rows of a text on the screen", () => {
  it("wraps lines at the edge, wide characters whole", () => {
    expect(shown(open("0123456789ab\n日本日本日本\nend"))).toEqual(["0123456789", "ab", "日本日本日", "本"]);
  });

  it("cuts lines where they are not wrapped, and shows what was scrolled to", () => {
    const view = { ...VIEW, wrap: false };
    expect(shown(open("0123456789ab\n\nx"), START_OF_TEXT, view)).toEqual(["0123456789", "", "x"]);
    expect(shown(open("0123456789ab\n日本日本日本日"), START_OF_TEXT, { ...view, left: 8 })).toEqual([
      "89ab",
      "日本日",
    ]);
  });

  it("moves by rows of the screen, inside long lines too, and stops at both ends", () => {
    const at = (delta: number) => shown(TEXT, scrollText(TEXT, START_OF_TEXT, delta, VIEW))[0];
    expect(at(-5)).toBe("0:");
    expect(at(3)).toBe("3:xxx");
    expect(at(10)).toBe("x");
    expect(at(1000)).toBe("x");
    expect(shown(TEXT, bottomOf(TEXT, VIEW))).toEqual(["x", "19:xxxxxxx", "xxxxxxxxxx", "xx"]);
  });

  it("says how many lines are left below the screen", () => {
    expect(linesBelow(TEXT, START_OF_TEXT, VIEW)).toBe(16);
    expect(linesBelow(TEXT, bottomOf(TEXT, VIEW), VIEW)).toBe(0);
  });

  it("comes back to where it was, however it is moved", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 10 }), fc.nat(30), (content, delta) => {
        const text = open(content.map((line) => line.replaceAll(/[\r\n]/g, "")).join("\n"));
        const down = scrollText(text, START_OF_TEXT, delta, VIEW);
        expect(scrollText(text, down, -10_000, VIEW)).toEqual(START_OF_TEXT);
        expect(visibleRows(text, down, VIEW).length).toBeLessThanOrEqual(VIEW.rows);
      }),
    );
  });

  it("writes no row that is wider than the screen", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.boolean(),
        fc.nat(50),
        (line, wrap, left) => {
          const text = open(line);
          const view = { ...VIEW, columns: 20, wrap, left: wrap ? 0 : left };
          for (const row of visibleRows(text, START_OF_TEXT, view)) {
            expect(columnsOf(displayText(row.text.slice(row.start, row.end)))).toBeLessThanOrEqual(20);
          }
        },
      ),
    );
  });
});

describe("finding text", () => {
  it.each([
    ["error", "an Error, an ERROR", 2],
    ["Error", "an Error, an ERROR", 1],
    ["aa", "aaaa", 2],
    ["i", "İi", 1],
    [".*", "no pattern.*", 1],
  ])("finds %j in %j %d times", (sought, line, count) => {
    expect(matchesIn(line, toSought(sought) ?? { text: "", isExact: true })).toHaveLength(count);
  });

  it("finds the next line and the one before", () => {
    const text = open("a\nb\na\nb");
    const sought = { text: "a", isExact: false };
    expect(findLine(text, sought, 0, 1)).toBe(2);
    expect(findLine(text, sought, 2, -1)).toBe(0);
    expect(findLine(text, sought, 2, 1)).toBeUndefined();
  });
});
