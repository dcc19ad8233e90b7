import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { listSelectedObjects, listSelectedVersions } from "./list-selection.js";
import { planSelection, type Selection } from "./selection.js";
import { createPrefixUsage } from "./usage-by-prefix.js";
import { createAgeUsage, createClassUsage } from "./usage-by-property.js";

export type UsageGrouping = "prefix" | "class" | "age";

/** What one group of objects takes up. */
export interface UsageGroup {
  /** A prefix, a storage class, or an age such as `7d-30d`. */
  readonly name: string;
  readonly objectCount: number;
  readonly totalBytes: number;
}

export interface UsageTotals {
  readonly objectCount: number;
  readonly totalBytes: number;
  /** With versions: those of them that are not the newest of their key, and what they take up. */
  readonly noncurrentCount: number;
  readonly noncurrentBytes: number;
  readonly deleteMarkerCount: number;
}

/** After each page: the running totals, and the groups that cannot grow any more. The last one is marked `done`. */
export interface UsageProgress {
  readonly totals: UsageTotals;
  readonly finished: readonly UsageGroup[];
  readonly done: boolean;
}

export interface UsageRequest {
  readonly selection: Selection;
  readonly by: UsageGrouping;
  /** Levels of prefixes below the selection's folder to report; only for `prefix`. */
  readonly depth: number;
  /** Count all versions, not only the newest. */
  readonly versions: boolean;
  /** What ages are counted from. */
  readonly now: Date;
}

/** One object or version, as far as usage is concerned. */
export interface UsageSample {
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  readonly storageClass: string;
}

/** Adds samples up into groups. `add` returns the groups that the sample's place in the order shows to be complete. */
export interface UsageAccumulator {
  add(sample: UsageSample): readonly UsageGroup[];
  end(): readonly UsageGroup[];
}

interface Sample extends UsageSample {
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/**
 * Measure what a selection takes up, by prefix, storage class or age. Yields after each page of the listing.
 *
 * Memory: two pages and, by prefix, one group for each level; a million prefixes cost no more than one.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* measureUsage(
  client: S3Client,
  request: UsageRequest,
  options: CallOptions = {},
): AsyncGenerator<UsageProgress, void, void> {
  const accumulator = createAccumulator(request);
  let totals = NO_USAGE;
  for await (const page of listSamples(client, request, options)) {
    const finished = page
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .flatMap((sample) => accumulator.add(sample));
    totals = page.reduce(addSample, totals);
    yield { totals, finished, done: false };
  }
  yield { totals, finished: accumulator.end(), done: true };
}

/** Nothing at all. */
const NO_USAGE: UsageTotals = {
  objectCount: 0,
  totalBytes: 0,
  noncurrentCount: 0,
  noncurrentBytes: 0,
  deleteMarkerCount: 0,
};

function addSample(totals: UsageTotals, sample: Sample): UsageTotals {
  if (sample.isDeleteMarker) return { ...totals, deleteMarkerCount: totals.deleteMarkerCount + 1 };
  return {
    ...totals,
    objectCount: totals.objectCount + 1,
    totalBytes: totals.totalBytes + sample.sizeBytes,
    noncurrentCount: totals.noncurrentCount + (sample.isLatest ? 0 : 1),
    noncurrentBytes: totals.noncurrentBytes + (sample.isLatest ? 0 : sample.sizeBytes),
  };
}

function createAccumulator({ by, depth, now, selection }: UsageRequest): UsageAccumulator {
  switch (by) {
    case "prefix":
      return createPrefixUsage(planSelection(selection).folder, depth);
    case "class":
      return createClassUsage();
    case "age":
      return createAgeUsage(now);
  }
}

async function* listSamples(
  client: S3Client,
  { selection, versions }: UsageRequest,
  options: CallOptions,
): AsyncGenerator<readonly Sample[], void, void> {
  if (versions) {
    yield* listSelectedVersions(client, selection, options);
    return;
  }
  for await (const page of listSelectedObjects(client, selection, options)) {
    yield page.map((entry) => ({ ...entry, isLatest: true, isDeleteMarker: false }));
  }
}
