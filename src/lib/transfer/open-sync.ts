import { rm } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { deleteObjects } from "../s3/delete-objects.js";
import type { KeyFilterPatterns } from "../s3/key-filter.js";
import { formatS3Uri } from "../s3/uri.js";
import { sameContent } from "./compare-content.js";
import { createDeletionSpool, type DeletionSpool } from "./deletion-spool.js";
import { translateFileError } from "./file-errors.js";
import { probeNamingRules } from "./naming-rules.js";
import { parsePlace, type Place } from "./place.js";
import { planSync, sizeOf, type Comparison, type SyncFile, type SyncStep } from "./plan-sync.js";
import { refusedOutcome, runTransfers } from "./run-transfers.js";
import { isSameStore } from "./same-store.js";
import { createTransferContext } from "./transfer-context.js";
import type { Planned } from "./transfer-item.js";
import type { TransferOptions } from "./transfer-options.js";
import type { TransferProgress } from "./transfer-progress.js";
import { reportOutcome, reportPlanned, type ItemListener } from "./transfer-report-item.js";

export interface SyncRequest extends KeyFilterPatterns {
  readonly source: string;
  readonly destination: string;
  readonly comparison: Comparison;
  readonly deletes: boolean;
  readonly client: S3Client;
  readonly sourceClient?: S3Client | undefined;
  readonly options: TransferOptions;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** What a sync found besides what it transferred. */
export interface SyncResult {
  readonly sameItems: number;
  /** What only the destination has. */
  readonly deletableItems: number;
  readonly deletableBytes: number;
  /** Why nothing may be deleted: a part of the source could not be read. */
  readonly incomplete: boolean;
}

export interface Sync {
  readonly progress: TransferProgress;
  /** Only plan: tell of each item as it would be transferred or deleted. */
  plan(onItem: ItemListener): Promise<SyncResult>;
  /** Transfer; deletes nothing. */
  run(onItem: ItemListener): Promise<SyncResult>;
  /** Delete what the last `run` found to be at the destination only. */
  deleteExtra(onItem: ItemListener): Promise<void>;
  close(): Promise<void>;
}

/**
 * Get a sync ready. Nothing is read yet.
 *
 * @throws UsageError for sides that make no sense.
 */
export async function openSync(request: SyncRequest): Promise<Sync> {
  const source = parsePlace(request.source);
  const destination = parsePlace(request.destination);
  if (source.kind === "stdio" || destination.kind === "stdio")
    throw new UsageError("Only folders can be synced");
  const context = createTransferContext(request);
  const { client, sourceClient } = context;
  const { signal } = request;
  const naming =
    destination.kind === "local"
      ? await probeNamingRules(destination.path)
      : { windows: process.platform === "win32", caseInsensitive: false };
  const betweenStores = !(await isSameStore(sourceClient, client));
  const contentAccess = { client, sourceClient, signal, partSizeBytes: request.options.partSizeBytes };
  const steps = (): AsyncIterable<SyncStep> =>
    planSync(
      { ...request, source, destination, betweenStores },
      {
        client,
        sourceClient,
        naming,
        signal,
        sameContent: (one, other) => sameContent(one, other, contentAccess),
      },
    );
  const spool = await createDeletionSpool();
  return {
    progress: context.progress,
    plan: async (onItem) => {
      const tally = createTally(spool);
      for await (const item of tally.transfers(steps())) {
        await onItem(
          item.kind === "refusal" ? reportOutcome(refusedOutcome(item), false) : reportPlanned(item, false),
        );
      }
      if (!tally.result().incomplete) await tellDeletions(spool, destination, onItem);
      return tally.result();
    },
    run: async (onItem) => {
      const tally = createTally(spool);
      await runTransfers(
        context,
        tally.transfers(steps()),
        (outcome) => onItem(reportOutcome(outcome, false)) ?? undefined,
      );
      return tally.result();
    },
    deleteExtra: (onItem) => deleteSpooled(spool, destination, client, signal, onItem),
    close: () => spool.discard(),
  };
}

/** Tells transfers from the rest of the steps, and keeps count of the rest. */
function createTally(spool: DeletionSpool) {
  let sameItems = 0;
  let incomplete = false;
  return {
    async *transfers(steps: AsyncIterable<SyncStep>): AsyncGenerator<Planned> {
      for await (const step of steps) {
        if (step.kind === "same") sameItems += 1;
        else if (step.kind === "delete")
          await spool.add({ name: spooledName(step.file), sizeBytes: sizeOf(step.file) });
        else if (step.kind === "incomplete") {
          incomplete = true;
          yield step.refusal;
        } else yield step;
      }
    },
    result: (): SyncResult => ({
      sameItems,
      deletableItems: spool.count,
      deletableBytes: spool.sizeBytes,
      incomplete,
    }),
  };
}

function spooledName(file: SyncFile): string {
  return file.kind === "local" ? file.file.path : file.object.key;
}

async function tellDeletions(spool: DeletionSpool, destination: Place, onItem: ItemListener): Promise<void> {
  for await (const { name, sizeBytes } of spool.read()) {
    await onItem({
      operation: "delete",
      status: "planned",
      source: shownName(destination, name),
      target: undefined,
      sizeBytes,
    });
  }
}

async function deleteSpooled(
  spool: DeletionSpool,
  destination: Place,
  client: S3Client,
  signal: AbortSignal,
  onItem: ItemListener,
): Promise<void> {
  if (destination.kind !== "s3") {
    for await (const { name, sizeBytes } of spool.read()) {
      signal.throwIfAborted();
      const error = await removeFile(name);
      await tellDeleted(onItem, name, sizeBytes, error);
    }
    return;
  }
  const { bucket } = destination;
  const batches = deleteObjects(client, { bucket, objects: spooledObjects(spool) }, { signal });
  for await (const { deleted, failed } of batches) {
    for (const { key, sizeBytes = 0 } of deleted)
      await tellDeleted(onItem, formatS3Uri({ bucket, key }), sizeBytes);
    for (const { key, sizeBytes = 0, error } of failed) {
      await tellDeleted(onItem, formatS3Uri({ bucket, key }), sizeBytes, error);
    }
  }
}

async function* spooledObjects(spool: DeletionSpool) {
  for await (const { name, sizeBytes } of spool.read()) yield { key: name, sizeBytes };
}

/** Why the file could not be removed; undefined when it is gone. */
async function removeFile(localPath: string): Promise<unknown> {
  return rm(localPath, { force: true }).then(
    () => undefined,
    (error: unknown) => translateFileError(error, localPath),
  );
}

async function tellDeleted(
  onItem: ItemListener,
  source: string,
  sizeBytes: number,
  error?: unknown,
): Promise<void> {
  const status = error === undefined ? "done" : "failed";
  await onItem({
    operation: "delete",
    status,
    source,
    target: undefined,
    sizeBytes,
    ...(error === undefined ? {} : { error }),
  });
}

function shownName(destination: Place, name: string): string {
  return destination.kind === "s3" ? formatS3Uri({ bucket: destination.bucket, key: name }) : name;
}
