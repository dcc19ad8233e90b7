import { describe, expect, it } from "vitest";
import { previewText } from "../../../../src/ui/state/details/preview-text.js";

describe("previewText", () => {
  it.each([
    ["lines of any ending", Buffer.from("a\nb\r\nc\rd\n"), ["a", "b", "c", "d"]],
    ["tabs as columns", Buffer.from("a\tb"), ["a       b"]],
    ["a character cut by the end of the range", Buffer.from("né").subarray(0, 2), ["n"]],
    ["UTF-16 with its mark", Buffer.from("\ufeffhi", "utf16le"), ["hi"]],
  ])("reads %s", (_, bytes, lines) => {
    expect(previewText(bytes)).toEqual(lines);
  });

  it.each([
    ["NUL bytes", Buffer.from("a\0b")],
    ["bytes that are no UTF-8", Buffer.from([0x61, 0xff, 0xfe, 0x62])],
    ["a PNG", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
  ])("knows that %s are no text", (_, bytes) => {
    expect(previewText(bytes)).toBeUndefined();
  });
});
