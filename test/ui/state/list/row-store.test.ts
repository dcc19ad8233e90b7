import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowStore, type ListedRow } from "../../../../src/ui/state/list/row-store.js";
import { manyRows, objectRow, prefixRow, storeOf } from "./sample-rows.js";

const listedRow: fc.Arbitrary<ListedRow> = fc.record({
  kind: fc.constantFrom("bucket", "prefix", "object"),
  name: fc.string({ unit: "grapheme", maxLength: 80 }),
  sizeBytes: fc.option(fc.nat(5 * 1024 ** 4), { nil: undefined }),
  modifiedMs: fc.option(
    fc.nat(4_000_000_000).map((seconds) => seconds * 1000),
    { nil: undefined },
  ),
  storageClass: fc.constantFrom(undefined, "STANDARD", "GLACIER"),
});

describe("RowStore", () => {
  it("gives back what was put in, across blocks", () => {
    fc.assert(
      fc.property(fc.array(listedRow, { maxLength: 50 }), fc.nat(5000), (rows, before) => {
        const store = new RowStore();
        store.append(manyRows(before));
        store.append(rows);
        expect(rows.map((_, i) => store.rowAt(before + i))).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  it("counts folders and bytes as they come", () => {
    const store = storeOf(prefixRow("a/"), objectRow("b", 10), objectRow("c", 5));
    expect([store.count, store.folderCount, store.totalBytes]).toEqual([3, 1, 15]);
  });

  it("finds a name, and not one that only begins alike", () => {
    const store = storeOf(objectRow("ab"), objectRow("a"), objectRow("日本"));
    expect([store.find("a"), store.find("日本"), store.find("日"), store.find("ab", 1)]).toEqual([
      1, 2, -1, -1,
    ]);
  });

  it("refuses rows that it does not have", () => {
    expect(() => storeOf(objectRow("a")).rowAt(1)).toThrow(RangeError);
  });

  it("keeps a row in less than 100 bytes", () => {
    const before = process.memoryUsage().arrayBuffers;
    const store = new RowStore();
    store.append(manyRows(200_000));
    const perRow = (process.memoryUsage().arrayBuffers - before) / store.count;
    expect(perRow).toBeLessThan(100);
  });
});
