import type { VerifyDepth } from "../../../lib/dataset/verify-dataset.js";
import type { BatchStep } from "../../../lib/transfer/open-batch.js";
import type { CommandWords } from "../../actions/action.js";
import type { Problem } from "../problem.js";
import type { StoreRef } from "../store-ref.js";

/** What a job does, as data: it can be done again, and some of it undone. */
export type JobWork =
  | {
      readonly kind: "upload" | "download" | "copy" | "move";
      readonly steps: readonly BatchStep[];
      /** The sources' store, when it is not the job's own. */
      readonly sourceStore: StoreRef | undefined;
      /** Leave alone what is there already. */
      readonly skipsExisting: boolean;
    }
  | {
      readonly kind: "sync";
      readonly source: string;
      readonly destination: string;
      /** Also take away what only the destination has. */
      readonly deletes: boolean;
    }
  | { readonly kind: "delete"; readonly bucket: string; readonly targets: readonly DeleteTarget[] }
  | { readonly kind: "dataset-verify"; readonly uri: string; readonly depth: VerifyDepth }
  | { readonly kind: "dataset-fetch"; readonly uri: string; readonly folder: string }
  | { readonly kind: "delete-bucket"; readonly bucket: string }
  | {
      readonly kind: "undelete";
      readonly bucket: string;
      readonly targets: readonly DeleteTarget[];
      /** Only what was deleted since. */
      readonly sinceMs: number;
    };

export interface DeleteTarget {
  readonly key: string;
  /** All below it as well. */
  readonly recursive: boolean;
}

export interface JobCounts {
  readonly plannedItems: number;
  readonly doneItems: number;
  readonly failedItems: number;
  readonly skippedItems: number;
  readonly plannedBytes: number;
  readonly movedBytes: number;
  /** False: there may be more to do than is known so far. */
  readonly planComplete: boolean;
}

export const NO_COUNTS: JobCounts = {
  plannedItems: 0,
  doneItems: 0,
  failedItems: 0,
  skippedItems: 0,
  plannedBytes: 0,
  movedBytes: 0,
  planComplete: false,
};

export interface ItemProblem {
  readonly name: string;
  readonly problem: Problem;
}

/** Something that goes on in the background. */
export interface Job {
  readonly id: number;
  readonly title: string;
  /** Where it writes. */
  readonly store: StoreRef;
  readonly work: JobWork;
  /** The command line that does the same. */
  readonly command: CommandWords;
  readonly status: "waiting" | "running" | "paused" | "done" | "failed" | "cancelled";
  readonly counts: JobCounts;
  /** Counted when it was last begun: what had been done before that. */
  readonly before: JobCounts;
  /** Bytes a second, once a second, the newest last. */
  readonly rates: readonly number[];
  readonly sample: { readonly atMs: number; readonly movedBytes: number } | undefined;
  /** The first of those that failed. */
  readonly problems: readonly ItemProblem[];
  /** Why the whole of it failed. */
  readonly problem: Problem | undefined;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** It was begun before. */
  readonly resumes: boolean;
  /** Sources of single objects and files that are over and done; grows as it goes on. */
  readonly endedSources: ReadonlySet<string>;
  /** What takes it back; known once it is done. */
  readonly undo: JobWork | undefined;
}

/** How a job is getting on. */
export interface JobNews {
  readonly type: "job";
  readonly jobId: number;
  readonly status: "running" | "done" | "failed";
  readonly counts: JobCounts;
  readonly problems: readonly ItemProblem[];
  readonly problem: Problem | undefined;
  readonly undo: JobWork | undefined;
  readonly endedSources: ReadonlySet<string>;
}

const RATE_MS = 1000;
const KEPT_RATES = 120;

/** Take in how a job is getting on. What was stopped stays so, whatever still comes of it. */
export function takeJobNews(job: Job, news: JobNews, nowMs: number): Job {
  if (job.id !== news.jobId || job.status !== "running") return job;
  const counts = addCounts(job.before, news.counts);
  const isOver = news.status !== "running";
  return {
    ...job,
    ...sampled(job, counts.movedBytes, nowMs),
    status: news.status,
    counts,
    problems: news.problems,
    problem: news.problem,
    undo: news.undo,
    endedSources: news.endedSources,
    endedMs: isOver ? nowMs : undefined,
  };
}

/** Of what a job did before it was paused, only the ended items count: the rest is found again. */
export function begunAgain(job: Job): Job {
  const { doneItems, movedBytes } = job.counts;
  const before =
    job.resumes || job.status === "paused"
      ? { ...NO_COUNTS, doneItems, movedBytes, plannedItems: doneItems, plannedBytes: movedBytes }
      : NO_COUNTS;
  return {
    ...job,
    before,
    counts: before,
    sample: undefined,
    problems: [],
    problem: undefined,
    endedMs: undefined,
  };
}

function addCounts(one: JobCounts, other: JobCounts): JobCounts {
  return {
    plannedItems: one.plannedItems + other.plannedItems,
    doneItems: one.doneItems + other.doneItems,
    failedItems: one.failedItems + other.failedItems,
    skippedItems: one.skippedItems + other.skippedItems,
    plannedBytes: one.plannedBytes + other.plannedBytes,
    movedBytes: one.movedBytes + other.movedBytes,
    planComplete: other.planComplete,
  };
}

function sampled(job: Job, movedBytes: number, nowMs: number): Pick<Job, "rates" | "sample"> {
  if (job.sample === undefined) return { rates: job.rates, sample: { atMs: nowMs, movedBytes } };
  const passedMs = nowMs - job.sample.atMs;
  if (passedMs < RATE_MS) return { rates: job.rates, sample: job.sample };
  // Bytes of an attempt that is repeated are taken back.
  const rate = Math.max(0, ((movedBytes - job.sample.movedBytes) * 1000) / passedMs);
  return { rates: [...job.rates, rate].slice(-KEPT_RATES), sample: { atMs: nowMs, movedBytes } };
}

/** Bytes a second of late. */
export function rateOf({ rates, status }: Pick<Job, "rates" | "status">): number {
  const late = status === "running" ? rates.slice(-3) : [];
  return late.length === 0 ? 0 : late.reduce((sum, rate) => sum + rate, 0) / late.length;
}

/** Seconds that it will take at the rate of late; undefined when that is not to be known. */
export function secondsLeft(job: Job): number | undefined {
  const { counts, status } = job;
  const rate = rateOf(job);
  if (status !== "running" || !counts.planComplete || rate <= 0) return undefined;
  return Math.max(0, counts.plannedBytes - counts.movedBytes) / rate;
}

/** From 0 to 1; undefined while it is not known how much there is. */
export function shareDone({ counts, status }: Job): number | undefined {
  if (status === "done") return 1;
  if (!counts.planComplete) return undefined;
  if (counts.plannedBytes > 0) return Math.min(1, counts.movedBytes / counts.plannedBytes);
  const ended = counts.doneItems + counts.failedItems + counts.skippedItems;
  return counts.plannedItems === 0 ? undefined : ended / counts.plannedItems;
}

export function isOver({ status }: Job): boolean {
  return status === "done" || status === "failed" || status === "cancelled";
}
