import { array, assert, constantFrom, integer, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { createPrefixUsage } from "../../../src/lib/object/usage-by-prefix.js";
import { compareUtf8 } from "../../../src/lib/s3/keys.js";

interface Sized {
  readonly key: string;
  readonly sizeBytes: number;
}

function measure(samples: readonly Sized[], folder: string, depth: number) {
  const usage = createPrefixUsage(folder, depth);
  const groups = samples.flatMap((sample) =>
    usage.add({ ...sample, lastModified: new Date(0), storageClass: "STANDARD" }),
  );
  return [...groups, ...usage.end()];
}

/** The same with everything in memory. */
function measureNaively(samples: readonly Sized[], folder: string, depth: number) {
  const groups = new Map<string, { objectCount: number; totalBytes: number }>();
  for (const { key, sizeBytes } of samples) {
    const parts = key.slice(folder.length).split("/").slice(0, -1).slice(0, depth);
    for (const count of parts.keys()) {
      const name = `${folder}${parts.slice(0, count + 1).join("/")}/`;
      const group = groups.get(name) ?? { objectCount: 0, totalBytes: 0 };
      groups.set(name, { objectCount: group.objectCount + 1, totalBytes: group.totalBytes + sizeBytes });
    }
  }
  return Object.fromEntries(groups);
}

const segment = constantFrom("a", "b", "ab", "", "a.b", "é");
const key = array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

describe("usage by prefix", () => {
  test("adds up as a map of all prefixes would", () => {
    assert(
      property(array(key), integer({ min: 0, max: 4 }), nat(9), (keys, depth, sizeBytes) => {
        const samples = keys
          .map((name) => ({ key: name, sizeBytes }))
          .toSorted((a, b) => compareUtf8(a.key, b.key));
        const groups = measure(samples, "", depth);
        const named = groups.map(({ name, ...counts }) => [name, counts] as const);
        expect(new Set(named.map(([name]) => name)).size).toBe(named.length);
        expect(Object.fromEntries(named)).toEqual(measureNaively(samples, "", depth));
      }),
    );
  });

  test("says that a prefix is complete as soon as a key outside comes", () => {
    const usage = createPrefixUsage("f/", 1);
    const sample = { sizeBytes: 1, lastModified: new Date(0), storageClass: "STANDARD" };
    expect(usage.add({ key: "f/a/1", ...sample })).toEqual([]);
    expect(usage.add({ key: "f/b", ...sample })).toEqual([{ name: "f/a/", objectCount: 1, totalBytes: 1 }]);
    expect(usage.end()).toEqual([]);
  });
});
