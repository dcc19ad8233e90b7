import { describe, expect, it } from "vitest";
import { readJsonDocument } from "../../../src/lib/document/json-document.js";

describe("a JSON document", () => {
  const text = '{\n  "Rules": [\n    { "Name": "a" },\n    { "Name": "b" }\n  ]\n}\n';

  it("knows where each value stands", () => {
    const document = readJsonDocument(text, "rules.json");
    expect(document.locate(["Rules", 1, "Name"])).toEqual({ line: 4, column: 15 });
  });

  it("names the nearest place above a value that is missing", () => {
    const document = readJsonDocument(text, "rules.json");
    expect(document.locate(["Rules", 0, "Other"])).toEqual({ line: 3, column: 5 });
    expect(document.locate(["Nothing"])).toEqual({ line: 1, column: 1 });
  });

  it.each([
    ["", "rules.json:1:1"],
    ["{", "rules.json:1:2"],
    ['{\n "a": 1,\n}', "rules.json:3:1"],
    ['{"a" 1}', "rules.json:1:6"],
    ["// no\n{}", "rules.json:1:1"],
  ])("refuses %j, naming line and column", (broken, place) => {
    expect(() => readJsonDocument(broken, "rules.json")).toThrow(place);
  });
});
