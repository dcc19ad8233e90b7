import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { createKeyFilter } from "../../../src/lib/s3/key-filter.js";
import { parseKeyPattern } from "../../../src/lib/s3/key-glob.js";

describe("a key pattern", () => {
  test.each([
    ["*.txt", "a.txt", true],
    ["*.txt", "a/b.txt", false],
    ["**.txt", "a/b.txt", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "ab", false],
    ["**/b", "b", true],
    ["a/*", "a/", true],
    ["a/*", "a/..", true],
    ["../*", "../x", true],
    ["a//*.txt", "a//b.txt", true],
    ["?", "😀", true],
    ["?", "/", false],
    ["*", "line\nbreak", true],
    ["x(1)*", "x(1).jpg", true],
    ["a+b*", "a+bc", true],
    ["{jpg,png}/*", "png/1", true],
    ["{jpg,{png,gif}}/*", "gif/1", true],
    ["{a*", "{abc", true],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[!a-c]x", "dx", true],
    ["[z-a]*", "[z-a]!", true],
    ["[", "[", true],
    ["*\\*", "2*", true],
    ["*\\*", "22", false],
    ["!a*", "!ab", true],
    [".*", ".hidden", true],
    ["*", ".hidden", true],
  ])("%j against %j: %s", (pattern, key, expected) => {
    const glob = parseKeyPattern(pattern);
    if (typeof glob === "string") throw new Error("not a glob");
    expect(glob.matches(key)).toBe(expected);
  });

  test("without wildcards is the literal key, with escapes taken off", () => {
    expect(parseKeyPattern("a/b\\c d")).toBe("a/b\\c d");
    expect(parseKeyPattern("a\\*b\\[1\\]")).toBe("a*b[1]");
    expect(parseKeyPattern("a}]b")).toBe("a}]b");
  });

  test.each([
    ["logs/2024-*.gz", "logs/2024-", true],
    ["logs/*/x", "logs/", false],
    ["**", "", false],
    ["a\\*b*", "a*b", true],
  ])("%j lists from %j, one level: %s", (pattern, prefix, oneLevel) => {
    expect(parseKeyPattern(pattern)).toMatchObject({ prefix, oneLevel });
  });

  test("matches itself when every special character is escaped", () => {
    assert(
      property(string({ unit: "binary" }), (key) => {
        const escaped = key.replaceAll(/[*?[\]{}]/gu, "\\$&").replaceAll(/\\(?=\\[*?[\]{}])/gu, "[\\]");
        const glob = parseKeyPattern(`${escaped}*`);
        return typeof glob !== "string" && glob.matches(`${key}tail`);
      }),
    );
  });
});

describe("a key filter", () => {
  test.each([
    [{}, "a", true],
    [{ include: ["*.txt"] }, "deep/down/a.txt", true],
    [{ include: ["*.txt"] }, "a.jpg", false],
    [{ exclude: ["node_modules"] }, "x/node_modules/y/z.js", false],
    [{ exclude: ["node_modules/"] }, "node_modules/y", false],
    [{ exclude: ["logs/*"] }, "logs/a/b", false],
    [{ exclude: ["logs/*"] }, "old/logs/a", true],
    [{ exclude: ["/logs"] }, "logs/a", false],
    [{ include: ["*.txt"], exclude: ["a*"] }, "a.txt", false],
    [{ include: ["a.txt"], exclude: ["*.txt"] }, "a.txt", false],
    [{ include: ["**/*.txt"] }, "a.txt", true],
  ])("%j lets %j in: %s", (patterns, name, expected) => {
    expect(createKeyFilter(patterns)(name)).toBe(expected);
  });
});
