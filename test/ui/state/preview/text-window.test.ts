import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Encoding } from "../../../../src/ui/state/preview/text-encoding.js";
import {
  appendText,
  byteOfLine,
  lineAtByte,
  lineCount,
  lineNumber,
  lineText,
  openText,
  prependText,
  type TextWindow,
} from "../../../../src/ui/state/preview/text-window.js";

const open = (content: string | Buffer, startByte = 0, encoding: Encoding = "utf-8", atEnd = true) =>
  openText(Buffer.from(content as string), { startByte, atEnd, encoding });
const lines = (text: TextWindow) => Array.from({ length: lineCount(text) }, (_, i) => lineText(text, i));
const numbers = (text: TextWindow) => Array.from({ length: lineCount(text) }, (_, i) => lineNumber(text, i));

describe("a stretch of a text", () => {
  it.each([
    ["one\ntwo\nthree", ["one", "two", "three"]],
    ["one\r\ntwo\r\n", ["one", "two"]],
    ["\n\nx", ["", "", "x"]],
    ["", []],
    ["a\tb", ["a       b"]],
    ["\ufeffmarked", ["marked"]],
  ])("cuts %j into lines", (content, expected) => {
    expect(lines(open(content))).toEqual(expected);
  });

  it.each<[Encoding, Buffer]>([
    ["utf-16le", Buffer.from("\ufeffgrün\nĊ後\n", "utf16le")],
    ["utf-16be", Buffer.from("\ufeffgrün\nĊ後\n", "utf16le").swap16()],
  ])("finds line ends in %s, not the same bytes elsewhere", (encoding, content) => {
    expect(lines(open(content, 0, encoding))).toEqual(["grün", "Ċ後"]);
  });

  it("reads other encodings", () => {
    expect(lines(open(Buffer.from([0x67, 0x72, 0xfc, 0x6e]), 0, "windows-1252"))).toEqual(["grün"]);
    expect(lines(open(Buffer.from([0x93, 0xfa, 0x96, 0x7b]), 0, "shift_jis"))).toEqual(["日本"]);
  });

  it("makes a very long line several, cut between characters, of which the first has the number", () => {
    const text = open(`first\n${"ü".repeat(10_000)}\nlast`);
    expect(lines(text).join("")).toBe(`first${"ü".repeat(10_000)}last`);
    expect(lines(text).every((line) => !line.includes("\ufffd"))).toBe(true);
    expect(numbers(text)).toEqual([1, 2, undefined, undefined, 3]);
  });

  it("begins with a whole line after a jump, without numbers", () => {
    const text = open("of a line\nwhole\nrest", 4000);
    expect(lines(text)).toEqual(["whole", "rest"]);
    expect(text.startByte).toBe(4010);
    expect(numbers(text)).toEqual([undefined, undefined]);
  });

  it("begins between characters after a jump into a line without end", () => {
    const text = open(Buffer.from("üüüü").subarray(1), 4001);
    expect(lines(text)).toEqual(["üüü"]);
  });

  it("goes on counting when its beginning is dropped", () => {
    const block = `${"x".repeat(99)}\n`.repeat(10_000);
    let text = open(block, 0, "utf-8", false);
    for (let i = 0; i < 4; i += 1) text = appendText(text, Buffer.from(block), i === 3);
    expect(text.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect(text.startByte + text.bytes.length).toBe(5_000_000);
    expect(lineNumber(text, lineCount(text) - 1)).toBe(50_000);
    expect(text.atEnd).toBe(true);
  });

  it("drops its end when what stands before is put on, and counts from there", () => {
    const block = `${"x".repeat(99)}\n`.repeat(15_000);
    const whole = appendText(open(block, 0, "utf-8", false), Buffer.from(block), true);
    const back = prependText(whole, Buffer.from(block).subarray(0, whole.startByte));
    expect(back.startByte).toBe(0);
    expect(back.atEnd).toBe(false);
    expect([lineNumber(back, 0), lineNumber(back, 999)]).toEqual([1, 1000]);
  });

  it("finds lines by their bytes", () => {
    const text = open("ab\ncd\nef", 0);
    expect([0, 2, 3, 5, 6, 99].map((byte) => lineAtByte(text, byte))).toEqual([0, 0, 1, 1, 2, 2]);
    expect([0, 1, 2].map((line) => byteOfLine(text, line))).toEqual([0, 3, 6]);
  });

  it("loses nothing, however it is put together", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 30 }), fc.nat(), (parts, cut) => {
        const content = parts.map((part) => part.replaceAll(/[\r\n\t\ufeff]/g, "")).join("\n");
        const bytes = Buffer.from(content);
        const at = bytes.length === 0 ? 0 : cut % bytes.length;
        const start = openText(bytes.subarray(0, at), { startByte: 0, atEnd: false, encoding: "utf-8" });
        const whole = appendText(start, bytes.subarray(at), true);
        const expected = content.endsWith("\n") ? content.slice(0, -1) : content;
        expect(lines(whole).join("\n")).toBe(expected);
      }),
    );
  });
});
