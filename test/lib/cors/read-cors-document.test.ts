import { describe, expect, it } from "vitest";
import { toCorsDocument } from "../../../src/lib/cors/cors-rules.js";
import { corsPreset, CORS_PRESETS } from "../../../src/lib/cors/cors-presets.js";
import { readCorsDocument } from "../../../src/lib/cors/read-cors-document.js";

const RULE = { AllowedOrigins: ["https://a.example"], AllowedMethods: ["GET"] };

describe("a CORS rule file", () => {
  it("is read from S3's own shape and from the bare list alike", () => {
    const whole = readCorsDocument(JSON.stringify({ CORSRules: [RULE] }), "rules.json");
    const bare = readCorsDocument(JSON.stringify([RULE]), "rules.json");
    expect(whole).toEqual(bare);
    expect(whole).toEqual([
      {
        id: undefined,
        allowedOrigins: ["https://a.example"],
        allowedMethods: ["GET"],
        allowedHeaders: [],
        exposeHeaders: [],
        maxAgeSeconds: undefined,
      },
    ]);
  });

  it.each([
    ["a lower-case method", { ...RULE, AllowedMethods: ["get"] }, "get is not a method that S3 allows"],
    ["a method S3 lacks", { ...RULE, AllowedMethods: ["PATCH"] }, "PATCH is not a method"],
    ["no method", { ...RULE, AllowedMethods: [] }, "AllowedMethods must be a list with at least one entry"],
    ["no origin", { AllowedMethods: ["GET"] }, "AllowedOrigins must be a list with at least one entry"],
    ["an origin without scheme", { ...RULE, AllowedOrigins: ["a.example"] }, "has no scheme"],
    ["an origin with a path", { ...RULE, AllowedOrigins: ["https://a.example/x"] }, "must not have a path"],
    ["an origin with two stars", { ...RULE, AllowedOrigins: ["https://*.*.example"] }, "more than one *"],
    ["a header with two stars", { ...RULE, AllowedHeaders: ["x-*-*"] }, "more than one *"],
    ["a star in exposed headers", { ...RULE, ExposeHeaders: ["x-amz-*"] }, "no * in ExposeHeaders"],
    ["a negative age", { ...RULE, MaxAgeSeconds: -1 }, "whole number of seconds"],
    ["a misspelt field", { ...RULE, AllowedHeader: ["*"] }, "unknown field AllowedHeader"],
    ["a number for an origin", { ...RULE, AllowedOrigins: [7] }, "must hold texts"],
    ["a text for a rule", "GET", "a rule must be an object"],
  ])("with %s is refused", (_, rule, message) => {
    expect(() => readCorsDocument(JSON.stringify([rule]), "rules.json")).toThrow(message);
  });

  it("names line and column of the first mistake and counts the others", () => {
    const text =
      '{ "CORSRules": [\n  { "AllowedOrigins": ["*"],\n    "AllowedMethods": ["GET", "put", "head"] }\n] }';
    expect(() => readCorsDocument(text, "rules.json")).toThrow(/^rules\.json:3:31: put .* \(and 1 more\)$/);
  });

  it.each([["{}"], ["[]"], ['{ "CORSRules": {} }']])("without rules is refused: %s", (text) => {
    expect(() => readCorsDocument(text, "rules.json")).toThrow("rule");
  });

  it.each(CORS_PRESETS)("can be made from the preset %s, which is itself a good file", (preset) => {
    const rules = corsPreset(preset, ["https://a.example"]);
    expect(readCorsDocument(JSON.stringify(toCorsDocument(rules)), "preset")).toEqual(rules);
  });
});
