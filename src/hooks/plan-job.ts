import { stat } from "node:fs/promises";
import { NotFoundError } from "../lib/errors/s3kit-error.js";
import { mapConcurrently } from "../lib/s3/map-concurrently.js";
import { isS3Uri, parseS3Uri } from "../lib/s3/uri.js";
import type { TransferReportItem } from "../lib/transfer/transfer-report-item.js";
import type { JobWork } from "../ui/state/jobs/job.js";
import type { JobPlan, PlanLine } from "../ui/state/plan/job-plan.js";
import type { PlannedJob } from "../ui/state/plan/plan-screen.js";
import { toProblem } from "../ui/state/problem.js";
import type { Client } from "./explorer-services.js";
import { transferOptions, type JobContext } from "./run-job.js";
import type { Send } from "./send.js";

/** Items that are kept to be looked through. */
const MOST_LINES = 2000;
/** With more targets than this nobody looks which of them are there: the store refuses nothing, and time passes. */
const MOST_TARGETS = 20_000;
const MOST_LISTED = 100_000;
/** So few are asked for one by one; more are looked for in a listing. */
const ASKED_SINGLY = 20;
const ASKED_AT_ONCE = 16;

/** Find out what a job would do, and what it would replace. Never rejects. */
export async function planJob(
  job: PlannedJob,
  context: JobContext,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  try {
    send({ type: "planned", job, plan: await planOf(job, context, signal), problem: undefined });
  } catch (error) {
    if (!signal.aborted) send({ type: "planned", job, plan: undefined, problem: toProblem(error) });
  }
}

async function planOf(job: PlannedJob, context: JobContext, signal: AbortSignal): Promise<JobPlan> {
  const client = await context.stores(job.store).client;
  const items: TransferReportItem[] = [];
  const counts = { itemCount: 0, totalBytes: 0, deletionCount: 0 };
  const see = (item: TransferReportItem): void => {
    if (item.operation === "delete") counts.deletionCount += 1;
    else if (item.status === "planned") {
      counts.itemCount += 1;
      counts.totalBytes += item.sizeBytes;
    }
    if (items.length < MOST_TARGETS) items.push(item);
  };
  const sameCount = await listWork(job.work, client, context, signal, see);
  const existing = counts.itemCount > MOST_TARGETS ? undefined : await findExisting(client, items, signal);
  const lines = items.slice(0, MOST_LINES).map((item) => lineOf(item, existing));
  return { ...counts, existingCount: existing?.size, sameCount, lines };
}

/** Tell of each thing that would be done. @returns how much is the same already. */
async function listWork(
  work: JobWork,
  client: Client,
  context: JobContext,
  signal: AbortSignal,
  see: (item: TransferReportItem) => void,
): Promise<number> {
  const note = (): void => undefined;
  const options = await transferOptions(context.environment, false);
  if ("steps" in work) {
    const { openBatch } = await import("../lib/transfer/open-batch.js");
    const { sourceStore, steps } = work;
    const sourceClient = sourceStore === undefined ? undefined : await context.stores(sourceStore).client;
    const moves = work.kind === "move";
    await openBatch({ steps, moves, resumes: false, client, sourceClient, options, signal, note }).plan(see);
    return 0;
  }
  if (work.kind !== "sync") return 0;
  const { openSync } = await import("../lib/transfer/open-sync.js");
  const sync = await openSync({ ...work, comparison: "modified", client, options, signal, note });
  try {
    return (await sync.plan(see)).sameItems;
  } finally {
    await sync.close();
  }
}

/** Targets that are there already; undefined when there is too much to look through. */
async function findExisting(
  client: Client,
  items: readonly TransferReportItem[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const targets = items.flatMap(({ target, status }) =>
    status === "planned" && target !== undefined ? [target] : [],
  );
  const [first] = targets;
  if (first === undefined) return new Set();
  if (!isS3Uri(first)) return keepExisting(targets, isFile);
  if (targets.length <= ASKED_SINGLY)
    return keepExisting(targets, (target) => isObject(client, target, signal));
  return findListed(client, targets, signal);
}

async function keepExisting(
  targets: readonly string[],
  isThere: (target: string) => Promise<boolean>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const looked = mapConcurrently(targets, ASKED_AT_ONCE, async (target) => ({
    target,
    there: await isThere(target),
  }));
  for await (const { target, there } of looked) if (there) found.add(target);
  return found;
}

async function isFile(target: string): Promise<boolean> {
  return stat(target).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
}

async function isObject(client: Client, target: string, signal: AbortSignal): Promise<boolean> {
  const { headObject } = await import("../lib/s3/head-object.js");
  try {
    await headObject(client, parseS3Uri(target), { signal });
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}

async function findListed(
  client: Client,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const { listEntryPages } = await import("../lib/s3/list-entries.js");
  const { bucket } = parseS3Uri(targets[0] ?? "");
  const wanted = new Map(targets.map((target) => [parseS3Uri(target).key, target]));
  const found = new Set<string>();
  let listed = 0;
  const prefix = commonPrefix([...wanted.keys()]);
  for await (const page of listEntryPages(client, { bucket, prefix }, { signal })) {
    listed += page.length;
    if (listed > MOST_LISTED) return undefined;
    for (const entry of page) {
      const target = entry.kind === "object" ? wanted.get(entry.key) : undefined;
      if (target !== undefined) found.add(target);
    }
  }
  return found;
}

function commonPrefix(keys: readonly string[]): string {
  return keys.reduce((prefix, key) => {
    let length = 0;
    while (length < prefix.length && prefix[length] === key[length]) length += 1;
    return prefix.slice(0, length);
  });
}

function lineOf(item: TransferReportItem, existing: ReadonlySet<string> | undefined): PlanLine {
  const { operation, status, source, target, sizeBytes, error } = item;
  if (operation === "delete") return { kind: "delete", name: source, sizeBytes, reason: undefined };
  if (status !== "planned") {
    const reason = error instanceof Error ? error.message : undefined;
    return { kind: "refused", name: source, sizeBytes, reason };
  }
  const isThere = target !== undefined && existing?.has(target) === true;
  return { kind: isThere ? "replace" : "new", name: target ?? source, sizeBytes, reason: undefined };
}
