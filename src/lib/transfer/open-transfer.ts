import path from "node:path";
import type { Readable, Writable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import type { KeyFilterPatterns } from "../s3/key-filter.js";
import { translateError } from "../s3/translate-error.js";
import { formatS3Uri } from "../s3/uri.js";
import { downloadStream } from "./download-stream.js";
import { moveItem } from "./move-item.js";
import { probeNamingRules } from "./naming-rules.js";
import { parsePlace, type Place } from "./place.js";
import { planTransfers } from "./plan-transfers.js";
import { refusedOutcome, runTransfers, transferItem } from "./run-transfers.js";
import { isSameStore } from "./same-store.js";
import { createTransferContext, type TransferContext } from "./transfer-context.js";
import type { ObjectPlace, Planned } from "./transfer-item.js";
import type { TransferOptions } from "./transfer-options.js";
import type { TransferProgress } from "./transfer-progress.js";
import { reportOutcome, reportPlanned, type ItemListener } from "./transfer-report-item.js";
import { uploadStream } from "./upload-stream.js";

export interface TransferRequest extends KeyFilterPatterns {
  /** A path, an S3 URI (wildcards in its key), or `-` for standard input. */
  readonly source: string;
  /** A path, an S3 URI, or `-` for standard output. */
  readonly destination: string;
  readonly recursive: boolean;
  readonly raw: boolean;
  /** Delete each source once its copy was confirmed. */
  readonly moves: boolean;
  readonly client: S3Client;
  /** The source's store, when it is another. */
  readonly sourceClient?: S3Client | undefined;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly options: TransferOptions;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
}

/** A copy or move that is ready to go. */
export interface Transfer {
  readonly progress: TransferProgress;
  /** Whether standard output is where the bytes go. */
  readonly writesToStdout: boolean;
  /** Only plan: tell of each item as it would be transferred. */
  plan(onItem: ItemListener): Promise<void>;
  /** Do it: tell of each item as it ends. */
  run(onItem: ItemListener): Promise<void>;
}

/**
 * Get a copy or move ready: read both sides and look whether they go together. Nothing is transferred yet.
 *
 * @throws UsageError for sides that make no sense.
 */
export async function openTransfer(request: TransferRequest): Promise<Transfer> {
  const source = parsePlace(request.source);
  const destination = parsePlace(request.destination);
  const context = createTransferContext(request);
  assertEncryptable(request.options, source, destination);
  if (source.kind === "stdio" || destination.kind === "stdio")
    return openPipe(request, context, source, destination);

  const naming =
    destination.kind === "local"
      ? await probeNamingRules(destination.path)
      : { windows: process.platform === "win32", caseInsensitive: false };
  const betweenStores = !(await isSameStore(context.sourceClient, context.client));
  const plan = (): AsyncIterable<Planned> =>
    planTransfers(
      { ...request, source, destination, betweenStores },
      { sourceClient: context.sourceClient, naming, signal: request.signal },
    );
  return {
    progress: context.progress,
    writesToStdout: false,
    plan: (onItem) => tellPlan(plan(), request.moves, onItem),
    run: (onItem) =>
      runTransfers(
        context,
        plan(),
        (outcome) => onItem(reportOutcome(outcome, request.moves)) ?? undefined,
        request.moves ? moveItem : transferItem,
      ),
  };
}

/** What is sealed goes to a store, and what is opened comes from one. */
function assertEncryptable({ encryption }: TransferOptions, source: Place, destination: Place): void {
  if (encryption?.encrypts === true && destination.kind !== "s3") {
    throw new UsageError("--encrypt needs an object as its destination", {
      hints: ["Encrypt files without a store: s3kit encrypt"],
    });
  }
  if (encryption?.decrypts === true && source.kind !== "s3") {
    throw new UsageError("--decrypt needs an object as its source", {
      hints: ["Decrypt files without a store: s3kit decrypt"],
    });
  }
}

async function tellPlan(plan: AsyncIterable<Planned>, moves: boolean, onItem: ItemListener): Promise<void> {
  for await (const item of plan) {
    await onItem(
      item.kind === "refusal" ? reportOutcome(refusedOutcome(item), moves) : reportPlanned(item, moves),
    );
  }
}

function openPipe(
  request: TransferRequest,
  context: TransferContext,
  source: Place,
  destination: Place,
): Transfer {
  if (request.moves) throw new UsageError("Standard input and output cannot be moved");
  if (source.kind === "stdio" && destination.kind === "s3") {
    const { bucket, key } = destination;
    if (key === "" || key.endsWith("/")) {
      throw new UsageError(`${request.destination} names no object`, {
        hints: ["Name the object to write: s3://bucket/key"],
      });
    }
    return openPipeTransfer(context, ["upload", "-", formatS3Uri({ bucket, key })], () =>
      uploadPipe(context, request.stdin, { bucket, key }),
    );
  }
  if (source.kind === "s3" && destination.kind === "stdio") {
    const { bucket, key } = source;
    return openPipeTransfer(context, ["download", formatS3Uri({ bucket, key }), "-"], () =>
      downloadPipe(context, { bucket, key }, request.stdout),
    );
  }
  throw new UsageError("With - on one side, the other must be s3://bucket/key");
}

async function uploadPipe(context: TransferContext, input: Readable, target: ObjectPlace) {
  const { encryption } = context.options;
  if (encryption === undefined) return uploadStream(context, input, target);
  const { uploadSealedStream } = await import("./encrypted/transfer-encrypted.js");
  return uploadSealedStream(context, encryption, input, target);
}

async function downloadPipe(context: TransferContext, source: ObjectPlace, output: Writable) {
  const { encryption } = context.options;
  if (encryption === undefined) {
    return downloadStream({ ...context, client: context.sourceClient }, source, output);
  }
  const { decryptToStream } = await import("./encrypted/transfer-encrypted.js");
  return decryptToStream(context, encryption, source, output);
}

function openPipeTransfer(
  context: TransferContext,
  [operation, source, target]: readonly ["upload" | "download", string, string],
  carryOut: () => Promise<{ readonly sizeBytes: number }>,
): Transfer {
  return {
    progress: context.progress,
    writesToStdout: operation === "download",
    plan: async (onItem) => {
      await onItem({ operation, status: "planned", source, target, sizeBytes: 0 });
    },
    run: async (onItem) => {
      context.progress.plannedItems = 1;
      const { sizeBytes } = await carryOut().catch((error: unknown) => {
        throw translateError(error, { path: path.basename(source) });
      });
      context.progress.doneItems = 1;
      await onItem({ operation, status: "done", source, target, sizeBytes });
    },
  };
}
