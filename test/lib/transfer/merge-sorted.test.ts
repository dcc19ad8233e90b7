import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareUtf8 } from "../../../src/lib/s3/keys.js";
import { mergeSorted, type Named } from "../../../src/lib/transfer/merge-sorted.js";

async function* stream(names: readonly string[], onEnd?: () => void): AsyncGenerator<Named> {
  try {
    for (const name of names) yield { name };
  } finally {
    onEnd?.();
  }
}

const sorted = (names: Iterable<string>): readonly string[] => [...names].sort(compareUtf8);

test("pairs exactly the names that both sides have, in byte order", async () => {
  const names = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom("a", "b", "/", "-", "é", "\u{1F600}", "\uFF5E"), maxLength: 4 }),
    {
      maxLength: 30,
    },
  );
  await fc.assert(
    fc.asyncProperty(names, names, async (left, right) => {
      const merged = await Array.fromAsync(mergeSorted(stream(sorted(left)), stream(sorted(right))));
      expect(merged.map(({ name }) => name)).toEqual(sorted(new Set([...left, ...right])));
      for (const pair of merged) {
        expect(pair.left?.name).toBe(left.includes(pair.name) ? pair.name : undefined);
        expect(pair.right?.name).toBe(right.includes(pair.name) ? pair.name : undefined);
      }
    }),
  );
});

test.each([[["b", "a"]], [["a", "a"]], [["\uFF5E", "\u{1F600}", "z"]]])(
  "refuses a listing out of order: %j",
  async (names) => {
    const merged = mergeSorted(stream(["a", "b"]), stream(names));
    await expect(Array.fromAsync(merged)).rejects.toThrow("not in order");
  },
);

test("ends both streams when the reader stops early", async () => {
  const ended: string[] = [];
  const merged = mergeSorted(
    stream(["a", "b"], () => ended.push("left")),
    stream(["a", "c"], () => ended.push("right")),
  );
  await merged.next();
  await merged.return(undefined);
  expect(ended.sort()).toEqual(["left", "right"]);
});
