import type { Environment } from "../lib/config/environment.js";
import type { TransferOptions } from "../lib/transfer/transfer-options.js";
import type { TransferReportItem } from "../lib/transfer/transfer-report-item.js";
import type { Job, JobWork } from "../ui/state/jobs/job.js";
import { toProblem } from "../ui/state/problem.js";
import type { StoreServices } from "./connect-stores.js";
import type { Client } from "./explorer-services.js";
import { JobRun } from "./job-run.js";
import { bringBack, removeBucket, removeObjects } from "./run-removal.js";
import { runDatasetJob } from "./run-dataset-job.js";
import type { Send } from "./send.js";

const NEWS_MS = 250;
/** More moved objects than this cannot be moved back: they would have to be remembered. */
const MOST_UNDONE = 10_000;
const CONCURRENCY = 16;

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
      return removeObjects(work, client, run, signal);
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
