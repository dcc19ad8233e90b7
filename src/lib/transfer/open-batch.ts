import { PassThrough } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { mapConcurrently } from "../s3/map-concurrently.js";
import { befallsAll } from "./error-kinds.js";
import { openSync } from "./open-sync.js";
import { openTransfer, type Transfer } from "./open-transfer.js";
import type { TransferOptions } from "./transfer-options.js";
import type { TransferProgress } from "./transfer-progress.js";
import type { ItemListener } from "./transfer-report-item.js";

/** One of several transfers that belong together: what `cp` or `mv` would be told. */
export interface BatchStep {
  /** A path, or an S3 URI whose key is taken literally. */
  readonly source: string;
  readonly destination: string;
  readonly recursive: boolean;
}

export interface BatchRequest {
  readonly steps: readonly BatchStep[];
  /** Delete each source once its copy was confirmed. */
  readonly moves: boolean;
  /** It was begun before: what has arrived since is not sent again. */
  readonly resumes: boolean;
  readonly client: S3Client;
  /** The sources' store, when it is another. */
  readonly sourceClient?: S3Client | undefined;
  readonly options: TransferOptions;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** Several transfers as one. */
export interface Batch {
  /** Totals of all steps begun so far. */
  progress(): Omit<TransferProgress, "startedAtMs">;
  /** Only plan: tell of each item as it would be transferred. */
  plan(onItem: ItemListener): Promise<void>;
  /** Do it: tell of each item as it ends. An item that fails does not stop the others. */
  run(onItem: ItemListener): Promise<void>;
}

/** Single objects are many and small, folders few and large: each of those has workers of its own. */
const STEPS_AT_ONCE = 4;

/**
 * Get several transfers ready. Nothing is read yet. Of several steps, one that fails as a whole, such as for a source that
 * is not there, is told of as a failed item; what would befall all of them is thrown.
 */
export function openBatch(request: BatchRequest): Batch {
  const begun: TransferProgress[] = [];
  const { steps, signal } = request;
  let ended = 0;
  let failed = 0;
  const each = async (onItem: ItemListener, work: (step: BatchStep) => Promise<void>): Promise<void> => {
    const attempt = async (step: BatchStep): Promise<void> => {
      try {
        await work(step);
      } catch (error) {
        if (steps.length === 1 || signal.aborted || befallsAll(error)) throw error;
        failed += 1;
        const { source } = step;
        await onItem({ operation: "none", status: "failed", source, target: undefined, sizeBytes: 0, error });
      }
    };
    for await (const _ of mapConcurrently(steps, STEPS_AT_ONCE, attempt)) ended += 1;
  };
  return {
    progress: () => withFailed(addUp(begun, ended === steps.length), failed),
    plan: (onItem) => each(onItem, async (step) => (await open(request, step)).plan(onItem)),
    run: (onItem) =>
      each(onItem, async (step) => {
        if (request.resumes && step.recursive && !request.moves) {
          await runAgain(request, step, onItem, begun);
          return;
        }
        const transfer = await open(request, step);
        begun.push(transfer.progress);
        await transfer.run(onItem);
      }),
  };
}

async function open(request: BatchRequest, step: BatchStep): Promise<Transfer> {
  // There is no pipe among the steps.
  const nowhere = new PassThrough();
  return openTransfer({ ...request, ...step, raw: true, stdin: nowhere, stdout: nowhere });
}

/** What a folder's first run has brought over looks the same on both sides. */
async function runAgain(
  request: BatchRequest,
  step: BatchStep,
  onItem: ItemListener,
  begun: TransferProgress[],
): Promise<void> {
  const sync = await openSync({ ...request, ...step, comparison: "modified", deletes: false });
  try {
    begun.push(sync.progress);
    await sync.run(onItem);
  } finally {
    await sync.close();
  }
}

function withFailed(counts: ReturnType<Batch["progress"]>, failed: number): ReturnType<Batch["progress"]> {
  return { ...counts, failedItems: counts.failedItems + failed, plannedItems: counts.plannedItems + failed };
}

function addUp(parts: readonly TransferProgress[], allEnded: boolean): ReturnType<Batch["progress"]> {
  const sum = (count: Exclude<keyof TransferProgress, "planComplete" | "startedAtMs">): number =>
    parts.reduce((total, part) => total + part[count], 0);
  return {
    movedBytes: sum("movedBytes"),
    doneItems: sum("doneItems"),
    failedItems: sum("failedItems"),
    skippedItems: sum("skippedItems"),
    plannedItems: sum("plannedItems"),
    plannedBytes: sum("plannedBytes"),
    planComplete: allEnded || (parts.length > 0 && parts.every(({ planComplete }) => planComplete)),
  };
}
