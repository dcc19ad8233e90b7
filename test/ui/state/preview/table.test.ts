import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prettyJson } from "../../../../src/ui/state/preview/pretty-json.js";
import { readTable, type TableFormat } from "../../../../src/ui/state/preview/table.js";

describe("a text as a table", () => {
  it.each<[string, TableFormat, string, readonly string[], readonly (readonly string[])[]]>([
    [
      "commas",
      "csv",
      "name,size\na,1\nb,2\n",
      ["name", "size"],
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["tabs", "csv", "name\tsize\na\t1\n", ["name", "size"], [["a", "1"]]],
    ["semicolons", "csv", "name;price\na;1,5\n", ["name", "price"], [["a", "1,5"]]],
    ["quotes around line ends", "csv", 'a,b\n"x\ny",2\n', ["a", "b"], [["x\ny", "2"]]],
    [
      "rows without names",
      "csv",
      "1,2\n3,4\n",
      ["1", "2"],
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    ["an index without a name", "csv", ",a\n0,x\n", ["", "a"], [["0", "x"]]],
    [
      "lines of JSON",
      "ndjson",
      '{"a":1}\n{"b":[2]}\n',
      ["a", "b"],
      [
        ["1", ""],
        ["", "[2]"],
      ],
    ],
    [
      "a JSON list",
      "json",
      '[{"a":"x"},{"a":null},5]',
      ["a", "value"],
      [
        ["x", ""],
        ["null", ""],
        ["", "5"],
      ],
    ],
  ])("reads %s", (_, format, text, names, rows) => {
    const table = readTable(text, format, true);
    expect(table?.columns.map(({ name }) => name)).toEqual(names);
    expect(table?.rows).toEqual(rows);
    expect(table?.faults).toBe(0);
  });

  it("leaves out a last line that may be cut", () => {
    expect(readTable("a,b\n1,2\n3,", "csv", false)?.rows).toEqual([["1", "2"]]);
    expect(readTable('{"a":1}\n{"a":', "ndjson", false)?.rows).toEqual([["1"]]);
    expect(readTable('a,b\n1,2\n3,"open', "csv", false)).toMatchObject({ rows: [["1", "2"]], faults: 0 });
  });

  it("shows broken lines as well as can be, and counts them", () => {
    expect(readTable('a,b\n1,2\n3,"open\n', "csv", true)?.faults).toBeGreaterThan(0);
    const lines = readTable('{"a":1}\nbroken\n', "ndjson", true);
    expect(lines?.rows).toEqual([
      ["1", ""],
      ["", "broken"],
    ]);
    expect(lines?.faults).toBe(1);
  });

  it.each<[TableFormat, string]>([
    ["json", '{"a":1}'],
    ["json", "[1,2]"],
    ["json", "not JSON"],
    ["ndjson", "1\n2\n"],
    ["csv", ""],
  ])("says of %s %j that it is none", (format, text) => {
    expect(readTable(text, format, true)).toBeUndefined();
  });

  it("puts numbers to the right, and no column beyond what can be looked at", () => {
    const table = readTable(`n,text\n1.5,${"x".repeat(500)}\n-2,y\n`, "csv", true);
    expect(table?.columns).toEqual([
      { name: "n", isNumeric: true, width: 3 },
      { name: "text", isNumeric: false, width: 40 },
    ]);
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom<TableFormat>("csv", "ndjson", "json"),
        fc.boolean(),
        (text, format, whole) => {
          expect(() => readTable(text, format, whole)).not.toThrow();
        },
      ),
    );
  });
});

describe("JSON laid out", () => {
  it("indents what stands on one line, and leaves what is laid out", () => {
    expect(prettyJson('{"a":[1,2.0],"b":{}}')).toBe('{\n  "a": [\n    1,\n    2.0\n  ],\n  "b": {}\n}');
    expect(prettyJson('{\n  "a": 1\n}')).toBeUndefined();
  });

  it("changes nothing but blanks, in broken JSON too", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const start = json.slice(0, cut % (json.length + 1));
        const blanks = /\s/g;
        expect((prettyJson(start) ?? start).replaceAll(blanks, "")).toBe(start.replaceAll(blanks, ""));
      }),
    );
  });
});
