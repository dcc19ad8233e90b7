import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  breakLine,
  bufferOf,
  insert,
  moveAlong,
  moveToRow,
  removeBefore,
  removeLine,
  removeUnder,
  replaceText,
  textOf,
  undoLast,
  type TextBuffer,
} from "../../../../src/ui/state/editor/text-buffer.js";

/** A text with `|` where the cursor is. */
function at(marked: string): TextBuffer {
  const before = marked.slice(0, marked.indexOf("|")).split("\n");
  return { ...bufferOf(marked.replace("|", "")), row: before.length - 1, column: before.at(-1)?.length ?? 0 };
}

function marked({ lines, row, column }: TextBuffer): string {
  return lines
    .map((line, i) => (i === row ? `${line.slice(0, column)}|${line.slice(column)}` : line))
    .join("\n");
}

describe("a text being written", () => {
  it.each<[string, (buffer: TextBuffer) => TextBuffer, string, string]>([
    ["types a letter", (b) => insert(b, "x"), "a|b", "ax|b"],
    ["takes pasted lines", (b) => insert(b, "1\r\n2\n"), "a|b", "a1\n2\n|b"],
    [
      "makes blanks of tabs and drops other controls",
      (b) => insert(b, "\t\u001b[31m\u0007x"),
      "|",
      "  [31mx|",
    ],
    ["keeps the indentation on a new line", breakLine, "  a|", "  a\n  |"],
    ["goes further in after a bracket", breakLine, "  {|", "  {\n    |"],
    ["puts a closing bracket on a line of its own", breakLine, "{|}", "{\n  |\n}"],
    ["removes the character before", removeBefore, "ab|", "a|"],
    ["removes an emoji whole", removeBefore, "a👨‍👩‍👧|", "a|"],
    ["removes a step of indentation", removeBefore, "    |x", "  |x"],
    ["joins with the line above", removeBefore, "a\n|b", "a|b"],
    ["removes nothing at the start", removeBefore, "|a", "|a"],
    ["removes the character under the cursor", removeUnder, "|ab", "|b"],
    ["joins with the line below", removeUnder, "a|\nb", "a|b"],
    ["removes nothing at the end", removeUnder, "a|", "a|"],
    ["removes a line", removeLine, "a\nb|b\nc", "a\n|c"],
    ["keeps one line", removeLine, "a|", "|"],
    ["replaces all of it", (b) => replaceText(b, "x\ny"), "a\n|b", "|x\ny"],
    ["moves left over the start of a line", (b) => moveAlong(b, "left"), "a\n|b", "a|\nb"],
    ["moves right over the end of a line", (b) => moveAlong(b, "right"), "a|\nb", "a\n|b"],
    ["moves to the end of the line", (b) => moveAlong(b, "end"), "a|bc", "abc|"],
    ["moves down as far as the line reaches", (b) => moveToRow(b, 1), "abc|\nx", "abc\nx|"],
    ["moves into no character", (b) => moveToRow(b, 1), "ab|\n👨‍👩‍👧x", "ab\n|👨‍👩‍👧x"],
    ["moves no further than the last line", (b) => moveToRow(b, 99), "a|\nb", "a\nb|"],
  ])("%s", (_, change, before, after) => {
    expect(marked(change(at(before)))).toBe(after);
  });

  it("takes back each change, and no move", () => {
    const written = insert(moveAlong(breakLine(insert(bufferOf("a"), "x")), "right"), "y");
    expect(textOf(written)).not.toBe("a");
    expect(textOf(undoLast(undoLast(undoLast(written))))).toBe("a");
    expect(textOf(undoLast(bufferOf("a")))).toBe("a");
  });

  it("holds its cursor inside the text, whatever is done", () => {
    const edits = [
      removeBefore,
      removeUnder,
      removeLine,
      breakLine,
      undoLast,
      (b: TextBuffer) => insert(b, "é{\n"),
    ];
    const moves = (["left", "right", "start", "end"] as const).map(
      (edit) => (b: TextBuffer) => moveAlong(b, edit),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.array(fc.constantFrom(...edits, ...moves)),
        (text, changes) => {
          const end = changes.reduce((buffer, change) => change(buffer), bufferOf(text));
          expect(end.lines[end.row]?.length).toBeGreaterThanOrEqual(end.column);
        },
      ),
    );
  });
});
