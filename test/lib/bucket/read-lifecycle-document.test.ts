import { describe, expect, test } from "vitest";
import { comparableRules, fromSdkRules, toSdkRules } from "../../../src/lib/bucket/lifecycle-rules.js";
import { readLifecycleDocument } from "../../../src/lib/bucket/read-lifecycle-document.js";

const RULE = { ID: "a", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 7 } };

describe("a lifecycle rule file", () => {
  test("is read from S3's own shape and from the bare list alike", () => {
    const whole = readLifecycleDocument(JSON.stringify({ Rules: [RULE] }), "rules.json");
    expect(whole).toEqual(readLifecycleDocument(JSON.stringify([RULE]), "rules.json"));
    expect(whole.Rules).toEqual([RULE]);
  });

  test.each([
    { ...RULE, Filter: {} },
    { ID: "old", Status: "Disabled", Prefix: "", Expiration: { Date: "2030-01-01T00:00:00Z" } },
    { ...RULE, Filter: { And: { Prefix: "a", Tags: [{ Key: "k", Value: "v" }], ObjectSizeLessThan: 9 } } },
    { ...RULE, Expiration: { ExpiredObjectDeleteMarker: true } },
    { Status: "Enabled", Filter: {}, Transitions: [{ Days: 0, StorageClass: "GLACIER" }] },
    { Status: "Enabled", Filter: {}, Transitions: [{ Days: 30, StorageClass: "MY_OWN_COLD" }] },
    {
      Status: "Enabled",
      Filter: {},
      NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 },
    },
    { Status: "Enabled", Filter: {}, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
  ])("may hold %j", (rule) => {
    expect(readLifecycleDocument(JSON.stringify([rule]), "rules.json").Rules).toEqual([rule]);
  });

  test.each([
    ["no list", "{}", "Rules must be a list"],
    ["no rule", [], "needs a rule"],
    ["no object", ["x"], "a rule must be an object"],
    ["no status", [{ ...RULE, Status: undefined }], "no Status"],
    ["a status in wrong letters", [{ ...RULE, Status: "enabled" }], "Status must be Enabled or Disabled"],
    ["neither filter nor prefix", [{ ...RULE, Filter: undefined }], "does not say what it is about"],
    ["both", [{ ...RULE, Prefix: "x" }], "either Filter or Prefix"],
    [
      "two conditions side by side",
      [{ ...RULE, Filter: { Prefix: "a", ObjectSizeLessThan: 1 } }],
      "one condition",
    ],
    ["no action", [{ ...RULE, Expiration: undefined }], "does nothing"],
    ["an unknown field", [{ ...RULE, Expire: { Days: 1 } }], "unknown field Expire"],
    ["a misspelt field", [{ ...RULE, Transition: [{}] }], "unknown field Transition"],
    ["days as text", [{ ...RULE, Expiration: { Days: "7" } }], "Days must be a whole number, 1 or more"],
    ["no days", [{ ...RULE, Expiration: {} }], "there must be one of Days, Date, ExpiredObjectDeleteMarker"],
    ["days and date", [{ ...RULE, Expiration: { Days: 1, Date: "2030-01-01" } }], "there must be one of"],
    ["a date with a time", [{ ...RULE, Expiration: { Date: "2030-01-01T10:00:00Z" } }], "midnight UTC"],
    [
      "a class in wrong letters",
      [{ ...RULE, Transitions: [{ Days: 1, StorageClass: "glacier" }] }],
      "glacier is no",
    ],
    ["no class", [{ ...RULE, Transitions: [{ Days: 1 }] }], "StorageClass is missing"],
    ["transitions that are no list", [{ ...RULE, Transitions: { Days: 1 } }], "Transitions must be a list"],
    ["two rules of one ID", [RULE, RULE], "two rules have the ID a"],
    ["a long ID", [{ ...RULE, ID: "x".repeat(256) }], "at most 255 characters"],
  ])("with %s is refused", (_, rules, message) => {
    const text = typeof rules === "string" ? rules : JSON.stringify({ Rules: rules });
    expect(() => readLifecycleDocument(text, "rules.json")).toThrow(message);
  });

  test("is refused with line, column, and how many more there are", () => {
    const text = `[\n  { "Status": "on", "Filter": {},\n    "Expiration": { "Days": 0 } }\n]`;
    expect(() => readLifecycleDocument(text, "rules.json")).toThrow(
      "rules.json:2:15: Status must be Enabled or Disabled (and 1 more)",
    );
    expect(() => readLifecycleDocument('[{"Status" "Enabled"}]', "stdin")).toThrow(
      "stdin:1:12: not valid JSON",
    );
  });

  test("suggests the word that was meant", () => {
    const read = () => readLifecycleDocument(JSON.stringify([{ ...RULE, expiration: {} }]), "rules.json");
    expect(read).toThrow(expect.objectContaining({ hints: ["Write it as Expiration"], exitCode: 2 }));
  });
});

test("rules compare alike whatever their order and way of writing a filter or a date", () => {
  const asGiven = {
    Rules: [
      { Expiration: { Date: "2030-01-01" }, ID: "b", Status: "Enabled" as const, Prefix: "x" },
      { ID: "a", Status: "Enabled" as const, Prefix: "", Expiration: { Days: 1 } },
    ],
  };
  const asKept = fromSdkRules([
    { ID: "a", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } },
    { ID: "b", Status: "Enabled", Filter: { Prefix: "x" }, Expiration: { Date: new Date("2030-01-01") } },
  ]);
  expect(comparableRules(asGiven)).toEqual(comparableRules(asKept));
  expect(toSdkRules(asGiven)[0]?.Expiration?.Date).toEqual(new Date("2030-01-01"));
});
