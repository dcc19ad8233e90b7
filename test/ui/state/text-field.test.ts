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
    ["backspace", "ab", 2, "a", 1],
    ["backspace", "a👨‍👩‍👧", 9, "a", 1],
    ["backspace", "ab", 0, "ab", 0],
    ["delete", "ab", 0, "b", 0],
    ["delete", "ab", 2, "ab", 2],
    ["left", "ab", 1, "ab", 0],
    ["left", "ab", 0, "ab", 0],
    ["right", "a日", 1, "a日", 2],
    ["right", "ab", 2, "ab", 2],
    ["start", "ab", 2, "ab", 0],
    ["end", "ab", 0, "ab", 2],
    ["delete-word", "one two  ", 9, "one ", 4],
    ["delete-word", "one", 3, "", 0],
    ["clear", "one", 2, "", 0],
  ] as const)("%s in %s at %i", (edit, text, cursor, newText, newCursor) => {
    expect(editField({ text, cursor }, edit)).toEqual({ text: newText, cursor: newCursor });
  });
});
