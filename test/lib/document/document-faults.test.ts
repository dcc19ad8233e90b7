import { describe, expect, it } from "vitest";
import { assertFaultless, faultsOf } from "../../../src/lib/document/document-faults.js";
import { readJsonDocument } from "../../../src/lib/document/json-document.js";
import { UsageError } from "../../../src/lib/errors/s3kit-error.js";

const at = faultsOf(readJsonDocument('{\n  "Rules": [\n    { "ID": 1 }\n  ]\n}', "rules.json"));

describe("assertFaultless", () => {
  it("lets a document without faults pass", () => {
    expect(() => {
      assertFaultless([], "rules.json", "InvalidRule");
    }).not.toThrow();
  });

  it("names the place of the first fault, its hint, and how many more there are", () => {
    const faults = [
      at(["Rules", 0, "ID"], "an ID is a text", "Quote it"),
      at([], "more"),
      at([], "even more"),
    ];
    const refuse = () => {
      assertFaultless(faults, "rules.json", "InvalidRule");
    };
    expect(refuse).toThrow(UsageError);
    expect(refuse).toThrow(
      expect.objectContaining({
        code: "InvalidRule",
        message: "rules.json:3:13: an ID is a text (and 2 more)",
        hints: ["Quote it"],
      }),
    );
  });
});
