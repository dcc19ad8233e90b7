import type { Environment } from "../lib/config/environment.js";
import type { TransferOptions } from "../lib/transfer/transfer-options.js";
import type { TransferReportItem } from "../lib/transfer/transfer-report-item.js";
import { NO_COUNTS, type ItemProblem, type Job, type JobCounts, type JobWork } from "../ui/state/jobs/job.js";
import { toProblem } from "../ui/state/problem.js";
import type { StoreServices } from "./connect-stores.js";
import type { Client } from "./explorer-services.js";
import { runDatasetJob } from "./run-dataset-job.js";
import type { Send } from "./send.js";

const NEWS_MS = 250;
const MOST_PROBLEMS = 200;
/** More moved objects than this cannot be moved back: they would have to be remembered. */
const MOST_UNDONE = 10_000;
const CONCURRENCY = 16;
/** A store's clock may be behind ours. */
const CLOCK_DIFFERENCE_MS = 5000;

export interface JobContext {
  readonly stores: StoreServices;
  readonly environment: Environment;
}

/** Carry out a job with the engines of `cp`, `mv`, `sync` and `rm`, telling how it gets on. Never rejects. */
export async function runJob(job: Job, context: JobContext, signal: AbortSignal, send: Send): Promise<void> {
  const run = new JobRun(job.endedSources);
  const tell = (status: "running" | "done" | "failed", error?: unknown): void => {
    if (signal.aborted) return;
    const problem = error === undefined ? undefined : toProblem(error);
    const undo = status === "done" ? run.undo : undefined;
    const { endedSources } = run;
    const problems = [...run.problems];
    send({
      type: "job",
      jobId: job.id,
      status,
      counts: status === "done" ? { ...run.counts(), planComplete: true } : run.counts(),
      problems,
      problem,
      undo,
      endedSources,
    });
  };
  const timer = setInterval(() => tell("running"), NEWS_MS);
  try {
    await carryOut(job, run, context, signal);
    tell("done");
  } catch (error) {
    tell("failed", error);
  } finally {
    clearInterval(timer);
  }
}

/** What a job has done so far. */
class JobRun {
  readonly problems: ItemProblem[] = [];
  readonly endedSources: Set<string>;
  counts: () => JobCounts = () => NO_COUNTS;
  undo: JobWork | undefined;

  constructor(endedBefore: ReadonlySet<string>) {
    this.endedSources = new Set(endedBefore);
  }

  failed(name: string, error: unknown): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ name, problem: toProblem(error) });
  }
}

async function carryOut(job: Job, run: JobRun, context: JobContext, signal: AbortSignal): Promise<void> {
  const { work } = job;
  const client = await context.stores(job.store).client;
  switch (work.kind) {
    case "upload":
    case "download":
    case "copy":
    case "move":
      return transfer(job, work, client, run, context, signal);
    case "sync":
      return sync(work, client, run, context, signal);
    case "delete":
      return remove(work, client, run, signal);
    case "delete-bucket":
      return removeBucket(work.bucket, client, run, signal);
    case "dataset-verify":
    case "dataset-fetch":
      return runDatasetJob(work, client, run, context.environment, signal);
    case "undelete":
      return bringBack(work, client, run, signal);
  }
}

type TransferWork = Extract<JobWork, { readonly steps: unknown }>;

async function transfer(
  job: Job,
  work: TransferWork,
  client: Client,
  run: JobRun,
  context: JobContext,
  signal: AbortSignal,
): Promise<void> {
  const { openBatch } = await import("../lib/transfer/open-batch.js");
  const moves = work.kind === "move";
  const batch = openBatch({
    steps: work.steps.filter(({ source }) => !job.endedSources.has(source)),
    moves,
    resumes: job.resumes,
    client,
    sourceClient: work.sourceStore === undefined ? undefined : await context.stores(work.sourceStore).client,
    options: await transferOptions(context.environment, work.skipsExisting),
    signal,
    note: () => undefined,
  });
  run.counts = () => batch.progress();
  const moved: TransferReportItem[] = [];
  const single = new Set(work.steps.flatMap(({ source, recursive }) => (recursive ? [] : [source])));
  await batch.run((item) => {
    if (item.status === "done" && single.has(item.source)) run.endedSources.add(item.source);
    if (item.status === "failed") run.failed(item.source, item.error);
    else if (moves && item.status === "done" && moved.length <= MOST_UNDONE) moved.push(item);
  });
  if (moves && work.sourceStore === undefined) run.undo = moveBack(moved);
}

/** Each object back to where it was, and nothing else that may have been there before. */
function moveBack(moved: readonly TransferReportItem[]): JobWork | undefined {
  if (moved.length === 0 || moved.length > MOST_UNDONE) return undefined;
  const steps = moved.flatMap(({ source, target }) =>
    // The marker of a folder cannot be named as the exact target of a copy.
    target === undefined || source.endsWith("/")
      ? []
      : [{ source: target, destination: source, recursive: false }],
  );
  return { kind: "move", steps, sourceStore: undefined, skipsExisting: true };
}

async function sync(
  { source, destination, deletes }: Extract<JobWork, { kind: "sync" }>,
  client: Client,
  run: JobRun,
  { environment }: JobContext,
  signal: AbortSignal,
): Promise<void> {
  const { openSync } = await import("../lib/transfer/open-sync.js");
  const opened = await openSync({
    source,
    destination,
    deletes,
    comparison: "modified",
    client,
    options: await transferOptions(environment, false),
    signal,
    note: () => undefined,
  });
  run.counts = () => opened.progress;
  const see = (item: TransferReportItem): void => {
    if (item.status === "failed") run.failed(item.source, item.error);
  };
  try {
    const { deletableItems, incomplete } = await opened.run(see);
    // What could not be read may well be there.
    if (deletableItems > 0 && !incomplete) await opened.deleteExtra(see);
  } finally {
    await opened.close();
  }
}

/** The defaults of `cp`. */
export async function transferOptions(
  environment: Environment,
  ifNoneMatch: boolean,
): Promise<TransferOptions> {
  const { transferStateFolder } = await import("../lib/transfer/state-folder.js");
  return {
    settings: {},
    concurrency: CONCURRENCY,
    ifNoneMatch,
    preserve: false,
    stateFolder: transferStateFolder(environment),
  };
}

async function remove(
  { bucket, targets }: Extract<JobWork, { kind: "delete" }>,
  client: Client,
  run: JobRun,
  signal: AbortSignal,
): Promise<void> {
  const [{ listRemoval, runRemoval }, { eachItem }, { getVersioning }] = await Promise.all([
    import("../lib/object/removal.js"),
    import("../lib/object/plan-removal.js"),
    import("../lib/bucket/bucket-versioning.js"),
  ]);
  const sinceMs = Date.now() - CLOCK_DIFFERENCE_MS;
  // Whoever may delete need not be allowed to ask: then it is not offered to be taken back.
  const versioning = await getVersioning(client, bucket, { signal }).catch(() => undefined);
  const tally = tallyOf(run);
  for (const target of targets) {
    const removal = { selection: { bucket, ...target, raw: true }, what: "objects" } as const;
    const items = eachItem(listRemoval(client, removal, { signal }));
    for await (const batch of runRemoval(client, removal, items, { signal })) tally(batch);
  }
  if (versioning === "Enabled") run.undo = { kind: "undelete", bucket, targets, sinceMs };
}

async function removeBucket(bucket: string, client: Client, run: JobRun, signal: AbortSignal): Promise<void> {
  const [{ planEmptying }, { deleteBucket }] = await Promise.all([
    import("../lib/object/plan-emptying.js"),
    import("../lib/bucket/delete-bucket.js"),
  ]);
  const plan = await planEmptying(client, bucket, { signal });
  const tally = tallyOf(run);
  for await (const batch of plan.run()) tally(batch);
  if (run.problems.length === 0) await deleteBucket(client, bucket, { signal });
}

async function bringBack(
  { bucket, targets, sinceMs }: Extract<JobWork, { kind: "undelete" }>,
  client: Client,
  run: JobRun,
  signal: AbortSignal,
): Promise<void> {
  const { planUndelete, runUndelete } = await import("../lib/object/undelete.js");
  const tally = tallyOf(run);
  for (const target of targets) {
    const request = { selection: { bucket, ...target, raw: true }, deletedAfter: new Date(sinceMs) };
    const plan = await planUndelete(client, request, { signal });
    for await (const { keys, failed } of runUndelete(client, bucket, plan, { signal }))
      tally({ deleted: keys.map((key) => ({ key })), failed });
  }
}

interface Ended {
  readonly deleted: readonly { readonly key: string; readonly sizeBytes?: number | undefined }[];
  readonly failed: readonly { readonly key: string; readonly error: unknown }[];
}

/** Counts what comes of deletions. */
function tallyOf(run: JobRun): (batch: Ended) => void {
  let doneItems = 0;
  let failedItems = 0;
  let movedBytes = 0;
  run.counts = () => ({
    ...NO_COUNTS,
    doneItems,
    failedItems,
    plannedItems: doneItems + failedItems,
    movedBytes,
    plannedBytes: movedBytes,
  });
  return ({ deleted, failed }) => {
    doneItems += deleted.length;
    failedItems += failed.length;
    for (const { sizeBytes = 0 } of deleted) movedBytes += sizeBytes;
    for (const { key, error } of failed) run.failed(key, error);
  };
}
