import { NO_COUNTS, type JobWork } from "../ui/state/jobs/job.js";
import type { Client } from "./explorer-services.js";
import type { JobRun } from "./job-run.js";

/** A store's clock may be behind ours. */
const CLOCK_DIFFERENCE_MS = 5000;

/** Delete objects; what a bucket with versions keeps can be brought back. */
export async function removeObjects(
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

/** Delete a bucket with all that is in it. */
export async function removeBucket(
  bucket: string,
  client: Client,
  run: JobRun,
  signal: AbortSignal,
): Promise<void> {
  const [{ planEmptying }, { deleteBucket }] = await Promise.all([
    import("../lib/object/plan-emptying.js"),
    import("../lib/bucket/delete-bucket.js"),
  ]);
  const plan = await planEmptying(client, bucket, { signal });
  const tally = tallyOf(run);
  for await (const batch of plan.run()) tally(batch);
  if (run.problems.length === 0) await deleteBucket(client, bucket, { signal });
}

/** Take away the delete markers that a deletion has made. */
export async function bringBack(
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
