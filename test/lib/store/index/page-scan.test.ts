import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  scanPage,
  type ScanPage,
  type ScanQuery,
  type ScanSource,
} from "../../../../src/lib/store/index/page-scan.js";

interface Row {
  readonly key: Buffer;
  readonly tie: number;
}

/** Rows in an array, that counts how many were read. */
function arraySource(rows: readonly Row[]) {
  const ordered = rows.toSorted((a, b) => Buffer.compare(a.key, b.key) || a.tie - b.tie);
  const source = {
    readCount: 0,
    seekCount: 0,
    rows(
      { key, tie }: { key: Buffer; tie: number | string | undefined },
      end: Buffer | undefined,
      limit: number,
    ) {
      const isIncluded = (row: Row) => {
        const order = Buffer.compare(row.key, key);
        const isBehind = order > 0 || (order === 0 && (tie === undefined || row.tie > Number(tie)));
        return isBehind && (end === undefined || Buffer.compare(row.key, end) < 0);
      };
      const found = ordered.filter(isIncluded).slice(0, limit);
      source.readCount += found.length;
      source.seekCount += 1;
      return found;
    },
    tie: (row: Row) => row.tie,
  };
  return source satisfies ScanSource<Row>;
}

function names(page: ScanPage<Row>): string[] {
  return page.entries.map((entry) =>
    entry.kind === "item" ? entry.row.key.toString() : `${entry.prefix.toString()} (prefix)`,
  );
}

/** The definition of a listing, in the plainest words: all entries, then those behind `after`, then a page of them. */
function expectedPage(keys: readonly string[], query: ScanQuery): { names: string[]; isTruncated: boolean } {
  const byteOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const all = keys
    .filter((key) => key.startsWith(query.prefix))
    .toSorted(byteOrder)
    .map((key) => {
      const at = query.delimiter === "" ? -1 : key.indexOf(query.delimiter, query.prefix.length);
      return at < 0
        ? { name: key, isPrefix: false }
        : { name: key.slice(0, at + query.delimiter.length), isPrefix: true };
    })
    .filter(({ name }) => query.after === "" || byteOrder(name, query.after) > 0);
  const entries = new Set(all.map(({ name, isPrefix }) => (isPrefix ? `${name} (prefix)` : name)));
  const page = [...entries].slice(0, query.limit);
  return { names: page, isTruncated: query.limit > 0 && entries.size > query.limit };
}

const QUERY: ScanQuery = { prefix: "", delimiter: "", limit: 1000, after: "", afterTie: undefined };

const keyArbitrary = fc.array(fc.constantFrom("a", "b", "/", "//", "-", "é", "\u0001", "😀", "\uffff"), {
  minLength: 1,
  maxLength: 6,
});
const text = keyArbitrary.map((parts) => parts.join(""));

describe("a page of a listing", () => {
  it("is what the definition says, for all prefixes, delimiters, limits and places to go on from", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { maxLength: 150, size: "max" }),
        fc.oneof(
          fc.constant(""),
          text.map((value) => value.slice(0, 2)),
        ),
        fc.constantFrom("", "/", "//", "a", "é", "-/"),
        fc.integer({ min: 0, max: 12 }),
        fc.oneof(fc.constant(""), text),
        (keys, prefix, delimiter, limit, after) => {
          fc.pre(!/[\ud800-\udbff]$/u.test(prefix));
          const query = { ...QUERY, prefix, delimiter, limit, after };
          const page = scanPage(arraySource(keys.map((key) => ({ key: Buffer.from(key), tie: 0 }))), query);
          expect({ names: names(page), isTruncated: page.isTruncated }).toEqual(expectedPage(keys, query));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("goes on behind its last entry until all was listed once", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { maxLength: 150, size: "max" }),
        fc.constantFrom("", "/", "//", "a"),
        fc.integer({ min: 1, max: 5 }),
        (keys, delimiter, limit) => {
          const source = arraySource(keys.map((key) => ({ key: Buffer.from(key), tie: 0 })));
          const listed: string[] = [];
          for (let after = "", more = true; more;) {
            const page = scanPage(source, { ...QUERY, delimiter, limit, after });
            expect(page.entries.length).toBeLessThanOrEqual(limit);
            listed.push(...names(page));
            after = (listed.at(-1) ?? "").replace(" (prefix)", "");
            more = page.isTruncated;
          }
          expect(listed).toEqual(expectedPage(keys, { ...QUERY, delimiter }).names);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("seeks past a common prefix instead of reading what is below it", () => {
    const rows = ["a", "b", "c"].flatMap((folder) =>
      Array.from({ length: 5000 }, (_, index) => ({
        key: Buffer.from(`${folder}/${String(index)}`),
        tie: 0,
      })),
    );
    const source = arraySource(rows);
    const page = scanPage(source, { ...QUERY, delimiter: "/" });
    expect(names(page)).toEqual(["a/ (prefix)", "b/ (prefix)", "c/ (prefix)"]);
    expect(page.isTruncated).toBe(false);
    expect(source.readCount).toBeLessThan(100);
    expect(source.seekCount).toBeLessThan(10);
  });

  it("reads plain keys in one go", () => {
    const source = arraySource(
      Array.from({ length: 3000 }, (_, index) => ({ key: Buffer.from(String(index)), tie: 0 })),
    );
    expect(scanPage(source, QUERY)).toMatchObject({ isTruncated: true });
    expect(source.seekCount).toBe(1);
    expect(source.readCount).toBe(1001);
  });

  it("goes on within the rows of one key", () => {
    const rows = [1, 2, 3].map((tie) => ({ key: Buffer.from("k"), tie }));
    const page = scanPage(arraySource(rows), { ...QUERY, after: "k", afterTie: 1 });
    expect(page.entries.map((entry) => entry.kind === "item" && entry.row.tie)).toEqual([2, 3]);
  });

  it("lists nothing, and says that it is all, when nothing was wanted", () => {
    const source = arraySource([{ key: Buffer.from("k"), tie: 0 }]);
    expect(scanPage(source, { ...QUERY, limit: 0 })).toEqual({ entries: [], isTruncated: false });
  });
});
