import { describe, expect, it } from "vitest";
import { editField, fieldOf, insertText } from "../../../src/ui/state/text-field.js";

describe("insertText", () => {
  it("types at the cursor", () => {
    expect(insertText({ text: "ac", cursor: 1 }, "b")).toEqual({ text: "abc", cursor: 2 });
  });

  it("leaves line breaks of pasted text out", () => {
    expect(insertText(fieldOf(""), "a\r\nb").text).toBe("ab");
  });
});

describe("editField", () => {
  it.each([
    ["field.backspace", "ab", 2, "a", 1],
    ["field.backspace", "a👨‍👩‍👧", 9, "a", 1],
    ["field.backspace", "ab", 0, "ab", 0],
    ["field.delete", "ab", 0, "b", 0],
    ["field.delete", "ab", 2, "ab", 2],
    ["field.left", "ab", 1, "ab", 0],
    ["field.left", "ab", 0, "ab", 0],
    ["field.right", "a日", 1, "a日", 2],
    ["field.right", "ab", 2, "ab", 2],
    ["field.start", "ab", 2, "ab", 0],
    ["field.end", "ab", 0, "ab", 2],
    ["field.delete-word", "one two  ", 9, "one ", 4],
    ["field.delete-word", "one", 3, "", 0],
    ["field.clear", "one", 2, "", 0],
  ] as const)("%s in %s at %i", (edit, text, cursor, newText, newCursor) => {
    expect(editField({ text, cursor }, edit)).toEqual({ text: newText, cursor: newCursor });
  });
});
