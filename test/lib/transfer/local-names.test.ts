import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8 } from "../../../src/lib/s3/keys.js";
import { createClashDetector, unsafeName } from "../../../src/lib/transfer/local-names.js";

const posix = { windows: false, caseInsensitive: false };
const windows = { windows: true, caseInsensitive: true };

describe("unsafeName", () => {
  test.each([
    ["a.txt", undefined],
    ["a/b/c", undefined],
    ["..a/b..", undefined],
    [".hidden", undefined],
    ["con", undefined],
    ["a:b\\c", undefined],
    ["line\nend", undefined],
    ["日本/𝒳", undefined],
    ["..", "UnsafeName"],
    ["../a", "UnsafeName"],
    ["a/../b", "UnsafeName"],
    ["a/..", "UnsafeName"],
    ["/etc/passwd", "UnsafeName"],
    ["a//b", "UnsafeName"],
    ["./a", "UnsafeName"],
    ["a/.", "UnsafeName"],
    ["a\0b", "UnsafeName"],
    ["", "UnsafeName"],
    ["folder/", "FolderMarker"],
  ])("%j on POSIX: %s", (name, code) => {
    expect(unsafeName(name, posix)?.code).toBe(code);
  });

  test.each(["con", "NUL.txt", "a/com1", "a\\..\\b", "c:evil", "what?", "trailing.", "trailing ", "a|b"])(
    "%j cannot be a file on Windows",
    (name) => {
      expect(unsafeName(name, windows)?.code).toBe("UnsafeName");
    },
  );
});

describe("clashes", () => {
  const clashesOf = (names: readonly string[], caseInsensitive = false): readonly string[] => {
    const detector = createClashDetector({ windows: false, caseInsensitive });
    return names.toSorted(compareUtf8).filter((name) => detector.check(name) !== undefined);
  };

  test("a file that is a folder too, also when other names sort in between", () => {
    expect(clashesOf(["a", "a-b", "a.txt", "a/x", "a/y", "b"])).toEqual(["a/x", "a/y"]);
  });

  test("names that differ in case, only where case does not count", () => {
    expect(clashesOf(["A.txt", "a.txt", "É", "é"])).toEqual([]);
    expect(clashesOf(["A.txt", "a.txt", "É", "é"], true)).toEqual(["a.txt", "é"]);
  });

  test("exactly the names below another name, whatever the names", () => {
    const name = fc.array(fc.constantFrom("a", "b", "a-", "a.", "0"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.map((segments) => segments.join("/")),
          { maxLength: 20 },
        ),
        (names) => {
          const kept: string[] = [];
          const expected = names.toSorted(compareUtf8).filter((candidate) => {
            const clashes = kept.some((other) => candidate.startsWith(`${other}/`));
            if (!clashes) kept.push(candidate);
            return clashes;
          });
          expect(clashesOf(names)).toEqual(expected);
        },
      ),
    );
  });
});
