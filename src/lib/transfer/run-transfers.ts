import { connectionOf } from "../s3/client-connection.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { ConflictError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";
import { befallsAll } from "./error-kinds.js";
import { copyObject } from "./copy-object.js";
import { downloadFile } from "./download-file.js";
import { relayObject } from "./relay-object.js";
import type { TransferContext } from "./transfer-context.js";
import {
  itemBytes,
  type ObjectPlace,
  type Planned,
  type Refusal,
  type RemoteObject,
  type TransferItem,
} from "./transfer-item.js";
import { uploadFile } from "./upload-file.js";

/** What became of one planned item. */
export interface Outcome {
  readonly item: Planned;
  readonly status: "done" | "skipped" | "failed";
  /** Why it failed or was skipped, translated. */
  readonly error?: unknown;
}

/** Carries out one item; `transferItem`, or something around it. */
export type TransferAction = (context: TransferContext, item: TransferItem) => Promise<void>;

/**
 * Carry out a plan as it comes, `concurrency` items at once. An item that fails does not stop the others; `onOutcome` is
 * told of each as it ends, and is waited for. What would befall every other item too ends the run.
 *
 * Memory: the items in flight.
 *
 * @throws what the plan throws, what would befall every item, and the signal's reason; the items in flight end before.
 */
export async function runTransfers(
  context: TransferContext,
  plan: AsyncIterable<Planned>,
  onOutcome: (outcome: Outcome) => Promise<void> | void,
  action: TransferAction = transferItem,
): Promise<void> {
  const { progress, signal, options } = context;
  const items = plan[Symbol.asyncIterator]();
  let failure: { readonly error: unknown } | undefined;

  const next = async (): Promise<Planned | undefined> => {
    if (failure !== undefined) return undefined;
    signal.throwIfAborted();
    const { done, value } = await items.next();
    if (done === true) {
      progress.planComplete = true;
      return undefined;
    }
    progress.plannedItems += 1;
    if (value.kind !== "refusal") progress.plannedBytes += itemBytes(value);
    return value;
  };
  const worker = async (): Promise<void> => {
    try {
      for (let item = await next(); item !== undefined; item = await next()) {
        const outcome = await carryOut(context, item, action);
        signal.throwIfAborted();
        count(context, outcome);
        await onOutcome(outcome);
        if (outcome.status === "failed" && befallsAll(outcome.error)) throw outcome.error;
      }
    } catch (error) {
      failure ??= { error };
    }
  };

  await Promise.all(Array.from({ length: options.concurrency }, worker));
  if (failure === undefined) return;
  await items.return?.();
  throw failure.error;
}

/** Transfer one item, verified. */
export async function transferItem(context: TransferContext, item: TransferItem): Promise<void> {
  const { encryption } = context.options;
  if (encryption !== undefined) {
    const { transferEncrypted } = await import("./encrypted/transfer-encrypted.js");
    return transferEncrypted(context, encryption, item);
  }
  switch (item.kind) {
    case "upload":
      return uploadFile(context, item.source, item.target);
    case "download":
      return downloadFile(context, item.source, item.targetPath);
    case "copy":
      return copyOrRelay(context, item.source, item.target);
    case "relay":
      return relayObject(context, item.source, item.target);
  }
}

/** Source and target may each be granted, and no one grant hold both: then the content passes through here. */
async function copyOrRelay(
  context: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  try {
    await copyObject(context, source, target);
  } catch (error) {
    const isRefused = error instanceof DirectServiceError && error.name === "AccessDenied";
    if (!isRefused || connectionOf(context.client)?.credentialsFor === undefined) throw error;
    await relayObject(context, source, target);
  }
}

/** What becomes of something that the plan leaves out. */
export function refusedOutcome(item: Refusal): Outcome {
  const error = new ConflictError(`${item.name}: ${item.reason}`, { code: item.code });
  return { item, status: item.severity, error };
}

async function carryOut(context: TransferContext, item: Planned, action: TransferAction): Promise<Outcome> {
  if (item.kind === "refusal") return refusedOutcome(item);
  try {
    await action(context, item);
    return { item, status: "done" };
  } catch (error) {
    const translated = translateError(error, errorContext(item));
    return { item, status: isTaken(context, error) ? "skipped" : "failed", error: translated };
  }
}

function errorContext(item: TransferItem) {
  return item.kind === "upload"
    ? { ...item.target, path: item.source.path }
    : { bucket: item.source.bucket, key: item.source.key };
}

/** The destination exists and was to be left alone: nothing went wrong. */
function isTaken({ options }: TransferContext, error: unknown): boolean {
  if (!options.ifNoneMatch) return false;
  const { code } = error as { code?: string };
  return code === "ObjectExists" || code === "FileExists";
}

function count({ progress }: TransferContext, { status }: Outcome): void {
  if (status === "done") progress.doneItems += 1;
  else if (status === "failed") progress.failedItems += 1;
  else progress.skippedItems += 1;
}
