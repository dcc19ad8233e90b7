import { describe, expect, it } from "vitest";
import { corsPreset } from "../../../src/lib/cors/cors-presets.js";
import { explainCors } from "../../../src/lib/cors/explain-cors.js";

const RULE = {
  allowedOrigins: ["https://*.example", "http://localhost:3000"],
  allowedMethods: ["GET", "PUT"],
  allowedHeaders: ["content-*", "X-Custom"],
  exposeHeaders: [],
};

describe("explaining CORS rules", () => {
  it.each([
    ["https://app.example", "GET", []],
    ["http://localhost:3000", "PUT", ["Content-Type"]],
    ["https://.example", "GET", ["x-custom", "content-md5"]],
  ])("finds that %s may %s with %j", (origin, method, headers) => {
    expect(explainCors([RULE], { origin, method, headers })).toMatchObject([
      { number: 1, matches: true, reasons: [] },
    ]);
  });

  it.each([
    ["https://app.example.org", "GET", [], ["origin"]],
    ["http://app.example", "GET", [], ["origin"]],
    ["https://app.example", "DELETE", [], ["method"]],
    ["https://app.example", "get", [], ["method"]],
    ["https://app.example", "GET", ["x-other"], ["header x-other"]],
    ["https://evil.test", "DELETE", ["x-other"], ["origin", "method", "header"]],
  ])("says all that speaks against %s %s %j", (origin, method, headers, words) => {
    const [verdict] = explainCors([RULE], { origin, method, headers });
    expect(verdict?.matches).toBe(false);
    expect(verdict?.reasons.map((reason) => reason.slice(0, 30))).toEqual(
      words.map((word) => expect.stringContaining(word)),
    );
  });

  it("judges every rule, so that the first that matches is seen among the others", () => {
    const rules = [RULE, ...corsPreset("any")];
    const verdicts = explainCors(rules, { origin: "https://else.test", method: "DELETE", headers: [] });
    expect(verdicts.map(({ matches }) => matches)).toEqual([false, true]);
  });
});
