import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyForPath, namesForKey } from "../../../../src/lib/store/recovery/safe-names.js";

describe("names for a key", () => {
  it.each([
    ["plain/file.txt", ["plain", "file.txt"]],
    ["a", ["a"]],
    ["a/", ["a", "%~"]],
    ["/a", ["%~", "a"]],
    ["a//b", ["a", "%~", "b"]],
    ["../../etc/passwd", ["%2E%2E", "%2E%2E", "etc", "passwd"]],
    [".", ["%2E"]],
    [".hidden", [".hidden"]],
    ["100%", ["100%25"]],
    ["a\u0001b", ["a%01b"]],
    ["a:b?c*", ["a%3Ab%3Fc%2A"]],
    ["back\\slash", ["back%5Cslash"]],
    ["dot.", ["dot%2E"]],
    ["space ", ["space%20"]],
    ["con", ["%63on"]],
    ["AUX.txt", ["%41UX.txt"]],
    ["console", ["console"]],
    ["emoji 😀", ["emoji 😀"]],
  ])("%j", (key, names) => {
    expect(namesForKey(key)).toEqual(names);
  });

  it("cuts names that file systems find too long, never inside a character or an escape", () => {
    const names = namesForKey(`${"%".repeat(100)}${"é".repeat(300)}`);
    expect(names.length).toBeGreaterThan(4);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(202);
  });

  it("can be read back to the key, whatever it is", () => {
    const segment = fc.oneof(
      fc.constantFrom("", ".", "..", "con", "%~", "%+", "%25", "a ", "x".repeat(200), "é".repeat(300)),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.string({ unit: "binary-ascii" }),
    );
    const key = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(key, (text) => {
        const names = namesForKey(text);
        expect(keyForPath(names.join("/"))).toBe(text);
        for (const name of names) {
          expect(["", ".", ".."]).not.toContain(name);
          expect(name).not.toMatch(/[/\0]/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});
