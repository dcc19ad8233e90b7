import * as fc from "fast-check";
import { expect, test } from "vitest";
import { pageOf } from "../../../../src/lib/gateway/access-grants/pages.js";

interface Item {
  readonly id: string;
}

/** Reads a list page by page; `between` changes it after each page. */
function readAll(list: Item[], size: number, between: (page: number) => void): readonly string[] {
  const seen: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < 1000; page += 1) {
    const query = new Map([
      ["maxResults", size.toString()],
      ...(token === undefined ? [] : [["nextToken", token] as const]),
    ]);
    const { items, nextToken } = pageOf(query, list, (id) => list.some((item) => item.id === id));
    expect(items.length).toBeLessThanOrEqual(size);
    seen.push(...items.map(({ id }) => id));
    if (nextToken === undefined) return seen;
    token = nextToken;
    between(page);
  }
  throw new Error("The list does not end");
}

const itemsOf = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ id: `i${index.toString()}` }));

test("pages together are the list, in its order", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, size) => {
      const list = itemsOf(count);
      expect(readAll(list, size, () => undefined)).toEqual(list.map(({ id }) => id));
    }),
  );
});

test("what stays in a list is given once, whatever was already given goes, and whatever comes at its end", () => {
  const changes = fc.array(fc.record({ remove: fc.nat(), add: fc.boolean() }), { maxLength: 30 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 20 }),
      changes,
      (count, size, planned) => {
        const list = itemsOf(count);
        const given = new Set<string>();
        const removed = new Set<string>();
        let added = count;
        const seen = readAll(list, size, (page) => {
          for (const item of list.slice(0, (page + 1) * size - removed.size)) given.add(item.id);
          const change = planned[page];
          if (change === undefined) return;
          const candidates = list.filter(({ id }) => given.has(id));
          const gone = candidates[change.remove % Math.max(1, candidates.length)];
          if (gone !== undefined) {
            list.splice(list.indexOf(gone), 1);
            removed.add(gone.id);
          }
          if (change.add && added < 200) list.push({ id: `i${(added++).toString()}` });
        });
        const twice = seen.filter((id, index) => seen.indexOf(id) !== index);
        expect(twice).toEqual([]);
        expect(list.filter(({ id }) => !seen.includes(id))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  "%%",
  "eA",
  Buffer.from('[1,"a]').toString("base64url"),
  Buffer.from('[1,"\\\\x","b"]').toString("base64url").slice(3),
])("the token %s is none", (nextToken) => {
  expect(() => pageOf(new Map([["nextToken", nextToken]]), itemsOf(3), () => true)).toThrow(
    "The nextToken is not valid",
  );
});
