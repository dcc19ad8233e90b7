import { describe, expect, it } from "vitest";
import { corsHeaders, matchCorsRule, type CorsRule } from "../../../../src/lib/wire/http/cors.js";

function rule(parts: Partial<CorsRule>): CorsRule {
  return {
    id: undefined,
    allowedOrigins: ["*"],
    allowedMethods: ["GET"],
    allowedHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: undefined,
    ...parts,
  };
}

describe("a CORS rule", () => {
  it.each([
    ["https://a.example", "https://a.example", true],
    ["https://a.example", "https://A.example", false],
    ["https://a.example", "http://a.example", false],
    ["*", "null", true],
    ["https://*.example", "https://a.b.example", true],
    ["https://*.example", "https://example", false],
    ["https://*.example", "https://evil.com/.example", true],
    ["http*://a.example", "https://a.example", true],
    ["*suffix", "startsuffix", true],
    ["start*suffix", "startsuffix", true],
    ["start*tsuffix", "startsuffix", false],
    ["https://a.example", "https://a.example.evil", false],
  ])("with origin %s, asked by %s: %s", (pattern, origin, isAllowed) => {
    const match = matchCorsRule([rule({ allowedOrigins: [pattern] })], {
      origin,
      method: "GET",
      requestHeaders: undefined,
    });
    expect(match !== undefined).toBe(isAllowed);
  });

  it.each([
    [["*"], "x-amz-date, Authorization", true],
    [["x-amz-*"], "X-Amz-Date", true],
    [["x-amz-*"], "X-Amz-Date, authorization", false],
    [["Content-Type"], "content-type", true],
    [[], "content-type", false],
    [[], "", true],
    [[], undefined, true],
  ])("with headers %j, asked for %s: %s", (allowedHeaders, requestHeaders, isAllowed) => {
    const match = matchCorsRule([rule({ allowedHeaders })], {
      origin: "https://a",
      method: "GET",
      requestHeaders,
    });
    expect(match !== undefined).toBe(isAllowed);
  });

  it("is the first that allows origin, method and headers together", () => {
    const rules = [
      rule({ id: "a", allowedOrigins: ["https://a"], allowedMethods: ["GET"] }),
      rule({ id: "b", allowedOrigins: ["https://a"], allowedMethods: ["PUT"] }),
      rule({ id: "c", allowedMethods: ["PUT"] }),
    ];
    expect(matchCorsRule(rules, { origin: "https://a", method: "PUT", requestHeaders: undefined })?.id).toBe(
      "b",
    );
    expect(matchCorsRule(rules, { origin: "https://z", method: "PUT", requestHeaders: undefined })?.id).toBe(
      "c",
    );
    expect(
      matchCorsRule(rules, { origin: "https://z", method: "DELETE", requestHeaders: undefined }),
    ).toBeUndefined();
  });

  it("answers a preflight with what it allows", () => {
    const headers = corsHeaders(
      rule({
        allowedOrigins: ["https://a"],
        allowedMethods: ["GET", "PUT"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 3600,
      }),
      { origin: "https://a", method: "PUT", requestHeaders: "X-Amz-Date,Content-Type" },
    );
    expect(headers).toEqual({
      "access-control-allow-origin": "https://a",
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": "GET, PUT",
      "access-control-allow-headers": "x-amz-date, content-type",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "3600",
      vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    });
  });

  it("names no origin, and allows no cookies, when everybody may ask", () => {
    const headers = corsHeaders(rule({}), { origin: "https://a", method: "GET", requestHeaders: undefined });
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });
});
