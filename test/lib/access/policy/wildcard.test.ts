import * as fc from "fast-check";
import { expect, it } from "vitest";
import { matchesWildcard } from "../../../../src/lib/access/policy/wildcard.js";

/** The meaning, spelled out: exponential, so for short texts alone. */
function matchesByMeaning(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const [first, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (first === "*")
    return matchesByMeaning(rest, text) || (text !== "" && matchesByMeaning(pattern, text.slice(1)));
  return text !== "" && (first === "?" || first === text.charAt(0)) && matchesByMeaning(rest, text.slice(1));
}

it("matches exactly what * and ? mean", () => {
  const patterns = fc
    .array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 })
    .map((parts) => parts.join(""));
  const texts = fc.array(fc.constantFrom("a", "b"), { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      expect(matchesWildcard(pattern, text)).toBe(matchesByMeaning(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

it("does not take exponential time on a hostile pattern", () => {
  const startedMs = performance.now();
  expect(matchesWildcard(`${"*a".repeat(100)}b`, "a".repeat(5000))).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(500);
});
