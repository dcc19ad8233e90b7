import { toProblem } from "../ui/state/problem.js";
import { DELIMITER, folderOf, type Location } from "../ui/state/location.js";
import type { Listing } from "../ui/state/list/list-screen.js";
import type { ListedRow } from "../ui/state/list/row-store.js";
import { foldCase } from "../ui/state/list/fold-case.js";
import { parseFilter, type RowFacts, type RowFilter } from "../ui/state/list/row-filter.js";
import type { VersionListEntry } from "../lib/s3/list-versions.js";
import type { ListEntry } from "../lib/s3/list-entries.js";
import type { BucketSummary } from "../lib/s3/list-buckets.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** The first rows are told of at once, later ones no more often than this: each telling draws a frame. */
const TICK_MS = 100;

interface ListingRequest {
  readonly listing: Listing;
  readonly location: Location;
}

/**
 * Read a place into the rows of its listing, telling as they arrive, and how it ended. Never rejects. Aborting it ends
 * it as "stopped", with the rows that came before.
 */
export async function followListing(
  services: ExplorerServices,
  { listing, location }: ListingRequest,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const listingId = listing.id;
  const ended = (status: "done" | "stopped" | "failed", error?: unknown) => {
    const problem = error === undefined ? undefined : toProblem(error);
    send({ type: "listed", listingId, status, problem });
  };
  const tick = new Tick(() => send({ type: "rows", listingId }));
  try {
    for await (const rows of rowPages(services, location, signal)) {
      if (signal.aborted) break;
      listing.rows.append(rows.kept);
      listing.rows.passOver(rows.passedOver);
      tick.touch();
    }
    ended(signal.aborted ? "stopped" : "done");
  } catch (error) {
    if (signal.aborted) ended("stopped");
    else ended("failed", error);
  } finally {
    tick.stop();
  }
}

/** Calls back at once, then at most once in a while: and always after the last touch. */
class Tick {
  readonly #callback: () => void;
  #timer: NodeJS.Timeout | undefined;
  #lastMs = -Infinity;

  constructor(callback: () => void) {
    this.#callback = callback;
  }

  touch(): void {
    const waitMs = TICK_MS - (performance.now() - this.#lastMs);
    if (waitMs <= 0) this.#fire();
    else this.#timer ??= setTimeout(() => this.#fire(), waitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #fire(): void {
    this.stop();
    this.#lastMs = performance.now();
    this.#callback();
  }
}

async function* rowPages(
  services: ExplorerServices,
  location: Location,
  signal: AbortSignal,
): AsyncGenerator<RowPage> {
  if (location.kind === "buckets") {
    for await (const bucket of services.listBuckets(signal)) yield keepAll([bucketRow(bucket)]);
    return;
  }
  const { bucket, prefix } = location;
  const folderLength = folderOf(prefix).length;
  if (location.kind === "search") {
    const filter = parseFilter(location.query);
    for await (const page of services.listEntryPages({ bucket, prefix }, signal)) {
      yield search(
        page.map((entry) => entryRow(entry, folderLength)),
        filter,
      );
    }
    return;
  }
  const input = { bucket, prefix, delimiter: DELIMITER };
  if (location.deleted === true) {
    for await (const page of services.listVersionPages(input, signal)) {
      yield keepAll(page.filter(isNewest).map((entry) => versionRow(entry, folderLength)));
    }
    return;
  }
  for await (const page of services.listEntryPages(input, signal)) {
    yield keepAll(page.map((entry) => entryRow(entry, folderLength)));
  }
}

interface RowPage {
  readonly kept: readonly ListedRow[];
  readonly passedOver: number;
}

function keepAll(kept: readonly ListedRow[]): RowPage {
  return { kept, passedOver: 0 };
}

function search(rows: readonly ListedRow[], filter: RowFilter | undefined): RowPage {
  const kept = filter === undefined ? rows : rows.filter((row) => filter.matches(factsOf(row)));
  return { kept, passedOver: rows.length - kept.length };
}

function factsOf({ name, sizeBytes, modifiedMs, storageClass }: ListedRow): RowFacts {
  const folded = foldCase(name);
  return {
    name,
    folded,
    holds: ({ text, anyCase }) => (anyCase ? folded : name).includes(text),
    sizeBytes: sizeBytes ?? -1,
    modifiedSeconds: modifiedMs === undefined ? undefined : modifiedMs / 1000,
    storageClass: storageClass ?? "",
  };
}

function isNewest(entry: VersionListEntry): boolean {
  return entry.kind === "prefix" || entry.isLatest;
}

function versionRow(entry: VersionListEntry, folderLength: number): ListedRow {
  if (entry.kind === "prefix" || !entry.isDeleteMarker) {
    return entryRow(entry.kind === "prefix" ? entry : { ...entry, kind: "object" }, folderLength);
  }
  const name = entry.key.slice(folderLength);
  const modifiedMs = entry.lastModified.getTime();
  return { kind: "deleted", name, sizeBytes: undefined, modifiedMs, storageClass: undefined };
}

function bucketRow({ name, createdAt }: BucketSummary): ListedRow {
  const modifiedMs = createdAt?.getTime();
  return { kind: "bucket", name, sizeBytes: undefined, modifiedMs, storageClass: undefined };
}

function entryRow(entry: ListEntry, folderLength: number): ListedRow {
  if (entry.kind === "prefix") {
    const name = entry.prefix.slice(folderLength);
    return { kind: "prefix", name, sizeBytes: undefined, modifiedMs: undefined, storageClass: undefined };
  }
  return {
    kind: "object",
    name: entry.key.slice(folderLength),
    sizeBytes: entry.sizeBytes,
    modifiedMs: entry.lastModified.getTime(),
    storageClass: entry.storageClass,
  };
}
