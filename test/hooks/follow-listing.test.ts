import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ExplorerServices } from "../../src/hooks/explorer-services.js";
import { followListing } from "../../src/hooks/follow-listing.js";
import { AccessDeniedError } from "../../src/lib/errors/s3kit-error.js";
import type { ListEntry } from "../../src/lib/s3/list-entries.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";
import { newListing } from "../../src/ui/state/list/list-screen.js";

const LOCATION = { kind: "prefix", bucket: "b", prefix: "a/" } as const;
const TICK_MS = 100;

function entry(key: string): ListEntry {
  return { kind: "object", key, sizeBytes: 1, lastModified: new Date(0), etag: "", storageClass: "STANDARD" };
}

function follow(
  pages: (signal: AbortSignal) => AsyncIterable<readonly ListEntry[]>,
  abort = new AbortController(),
) {
  const listing = newListing(7, 0);
  const events: { readonly event: ExplorerEvent; readonly rows: number; readonly atMs: number }[] = [];
  const startMs = performance.now();
  const services = {
    listEntryPages: (_: unknown, signal: AbortSignal) => pages(signal),
  } as unknown as ExplorerServices;
  const done = followListing(services, { listing, location: LOCATION }, abort.signal, (event) =>
    events.push({ event, rows: listing.rows.count, atMs: performance.now() - startMs }),
  );
  return { done, events, listing, abort };
}

describe("followListing", () => {
  it("tells of the first page at once and of the end, names without the prefix", async () => {
    const { done, events, listing } = follow(async function* () {
      yield [entry("a/x"), { kind: "prefix", prefix: "a/y/" }];
      await delay(20);
    });
    await done;
    expect(events.map(({ event }) => event.type)).toEqual(["rows", "listed"]);
    expect(events[0]?.atMs).toBeLessThan(TICK_MS);
    expect([listing.rows.nameAt(0), listing.rows.nameAt(1)]).toEqual(["x", "y/"]);
    expect(events.at(-1)?.event).toMatchObject({ status: "done", listingId: 7 });
  });

  it("tells of a flood of pages ten times a second at most", async () => {
    const { done, events } = follow(async function* () {
      for (let i = 0; i < 60; i += 1) {
        yield [entry(`a/${i.toString()}`)];
        await delay(5);
      }
    });
    await done;
    const rows = events.filter(({ event }) => event.type === "rows");
    const lastMs = events.at(-1)?.atMs ?? 0;
    expect(rows.length).toBeLessThanOrEqual(2 + lastMs / TICK_MS);
  });

  it("does not keep a page back while the next one is slow", async () => {
    const { done, events } = follow(async function* () {
      yield [entry("a/1")];
      yield [entry("a/2")];
      await delay(4 * TICK_MS);
    });
    await done;
    const told = events.find(({ rows }) => rows === 2);
    expect(told?.event.type).toBe("rows");
    expect(told?.atMs).toBeLessThan(3 * TICK_MS);
  });

  it("ends as stopped when it is called off, with the rows that came", async () => {
    const { done, events, abort } = follow(async function* (signal) {
      yield [entry("a/1")];
      await delay(10_000, undefined, { signal });
    });
    setTimeout(() => abort.abort(), 20);
    await done;
    expect(events.at(-1)).toMatchObject({ event: { type: "listed", status: "stopped" }, rows: 1 });
  });

  it("ends as failed with what the user can do, and does not reject", async () => {
    const { done, events } = follow(async function* () {
      yield [entry("a/1")];
      throw new AccessDeniedError("Not for you", { hints: ["Ask"] });
    });
    await done;
    expect(events.at(-1)?.event).toMatchObject({
      status: "failed",
      problem: { code: "AccessDenied", message: "Not for you", hints: ["Ask"] },
    });
  });
});
