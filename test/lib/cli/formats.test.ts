import { describe, expect, test } from "vitest";
import { formatBar } from "../../../src/lib/cli/format-bar.js";
import { formatRow, formatTable } from "../../../src/lib/cli/format-columns.js";
import { formatDetails } from "../../../src/lib/cli/format-details.js";
import { createKeyFormatter, formatKey } from "../../../src/lib/cli/format-key.js";
import { formatCount, formatSize } from "../../../src/lib/cli/format-size.js";

describe("sizes", () => {
  test.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1536, "1.5 KiB"],
    [102_400, "100 KiB"],
    [1_048_575, "1.0 MiB"],
    [5 * 1024 ** 3, "5.0 GiB"],
    [2 ** 60, "1024 PiB"],
  ])("%d is %s", (sizeBytes, text) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });

  test("counts have their plural", () => {
    expect([formatCount(1, "object"), formatCount(12_345, "object")]).toEqual(["1 object", "12,345 objects"]);
  });
});

describe("keys on a terminal", () => {
  test.each([
    ["plain/ümläut 😀.txt", "plain/ümläut 😀.txt"],
    ["a\nb\tc", "a\\nb\\tc"],
    ["\u001B[31mred", "\\x1b[31mred"],
    ["\u202Egpj.exe", "\\u{202e}gpj.exe"],
    ["zero\u200Bwidth", "zero\\u{200b}width"],
    ["line\u2028separator", "line\\u{2028}separator"],
  ])("%j is shown as %j", (key, shown) => {
    expect(formatKey(key)).toBe(shown);
  });

  test("go to a pipe as they are", () => {
    expect(createKeyFormatter({ isTTY: false })("a\nb")).toBe("a\nb");
    expect(createKeyFormatter({ isTTY: true })("a\nb")).toBe("a\\nb");
  });
});

describe("columns", () => {
  test("are filled to their width, counting wide characters as two", () => {
    expect(formatRow([{ width: 4 }, { width: 3, align: "right" }, { width: 0 }], ["日", "1", "x"])).toBe(
      "日      1  x",
    );
  });

  test("of a table are as wide as their longest cell", () => {
    const rows = [
      ["a", "1", "end"],
      ["bbb", "22", ""],
    ];
    expect(formatTable(rows, ["left", "right"])).toBe("a     1  end\nbbb  22  ");
    expect(formatTable([], [])).toBe("");
  });
});

describe("bars", () => {
  test.each([
    [0, "    "],
    [0.0001, "▏   "],
    [0.5, "██  "],
    [1, "████"],
    [7, "████"],
    [NaN, "    "],
  ])("%d", (share, bar) => {
    expect(formatBar(share, 4)).toBe(bar);
  });
});

test("details leave out what is not known, and indent records", () => {
  const text = formatDetails([
    ["size", 3],
    ["nothing", undefined],
    ["held", true],
    ["free", false],
    ["tags", { colour: "blue" }],
    ["none", {}],
  ]);
  expect(text).toBe("size      3\nheld      yes\ntags      \n  colour  blue");
});
