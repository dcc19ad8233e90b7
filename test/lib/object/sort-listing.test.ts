import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { sortListing } from "../../../src/lib/object/sort-listing.js";
import type { ListingEntry } from "../../../src/lib/s3/listing-entry.js";

function object(key: string, sizeBytes: number, time: number): ListingEntry {
  return {
    kind: "object",
    key,
    sizeBytes,
    lastModified: new Date(time),
    etag: "e",
    storageClass: "STANDARD",
  };
}

const ENTRIES: readonly ListingEntry[] = [
  object("a\nb", 3, 1),
  { kind: "prefix", prefix: "p/" },
  object("ü", 1, 3),
  object("z", 3, 2),
];

async function* pages(): AsyncGenerator<readonly ListingEntry[]> {
  yield ENTRIES.slice(0, 2);
  yield ENTRIES.slice(2);
}

async function sorted(by: "name" | "size" | "time", reverse: boolean): Promise<readonly string[]> {
  const sortedPages = await Array.fromAsync(sortListing(pages(), { by, reverse }));
  return sortedPages.flat().map((entry) => (entry.kind === "prefix" ? entry.prefix : entry.key));
}

async function sortFolders(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("s3kit-sort-"));
}

describe("sorting a listing", () => {
  test.each([
    ["name", false, ["a\nb", "p/", "ü", "z"]],
    ["name", true, ["z", "ü", "p/", "a\nb"]],
    ["size", false, ["p/", "ü", "a\nb", "z"]],
    ["size", true, ["a\nb", "z", "ü", "p/"]],
    ["time", false, ["p/", "a\nb", "z", "ü"]],
    ["time", true, ["ü", "z", "a\nb", "p/"]],
  ] as const)("by %s, reverse %s", async (by, reverse, names) => {
    expect(await sorted(by, reverse)).toEqual(names);
  });

  test("gives entries back as they were", async () => {
    const sortedPages = await Array.fromAsync(sortListing(pages(), { by: "time", reverse: false }));
    expect(sortedPages.flat()[1]).toEqual(ENTRIES[0]);
  });

  test("leaves no temporary file, also when the source fails or the reader stops", async () => {
    const before = await sortFolders();
    async function* failing(): AsyncGenerator<readonly ListingEntry[]> {
      yield ENTRIES;
      throw new Error("listing failed");
    }
    await expect(Array.fromAsync(sortListing(failing(), { by: "size", reverse: false }))).rejects.toThrow(
      "listing failed",
    );
    for await (const page of sortListing(pages(), { by: "size", reverse: false })) if (page.length > 0) break;
    expect(await sortFolders()).toEqual(before);
  });
});
