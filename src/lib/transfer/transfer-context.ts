import type { S3Client } from "@aws-sdk/client-s3";
import { createBufferPool, type BufferPool } from "./buffer-pool.js";
import type { TransferOptions } from "./transfer-options.js";
import { createFolderMaker } from "./folder-maker.js";
import { createSmallFileWriter, type SmallFileWriter } from "./small-file-writer.js";
import { createTransferProgress, type TransferProgress } from "./transfer-progress.js";
import { createUploadVerification, type UploadVerification } from "./upload-verification.js";
import { createWeightedSemaphore, type WeightedSemaphore } from "./weighted-semaphore.js";

/** What the transfers of one run share. */
export interface TransferContext {
  /** The store written to, or, for downloads, read from. */
  readonly client: S3Client;
  /** The store that copies come from; the same as `client` within one store. */
  readonly sourceClient: S3Client;
  readonly signal: AbortSignal;
  readonly options: TransferOptions;
  readonly progress: TransferProgress;
  /** Part contents in flight. */
  readonly buffers: BufferPool;
  /** Requests for parts of large objects in flight. */
  readonly slots: WeightedSemaphore;
  readonly verification: UploadVerification;
  readonly writeSmallFile: SmallFileWriter;
  /** Make a folder and those above it, once a run. */
  readonly ensureFolder: (folder: string) => Promise<void>;
  /** Told of what the user should know besides the result; the same text is said once. */
  readonly note: (text: string) => void;
}

export interface TransferContextInput {
  readonly client: S3Client;
  readonly sourceClient?: S3Client | undefined;
  readonly signal: AbortSignal;
  readonly options: TransferOptions;
  readonly note: (text: string) => void;
}

/** Part contents held at once, of all transfers together: eight parts of the usual size. */
const BUFFER_BUDGET_BYTES = 64 * 1024 * 1024;
/** Sealing leaves a dead buffer for each chunk, which takes the place of the rest until it is collected. */
const SEALING_BUDGET_BYTES = 40 * 1024 * 1024;

/** What one run shares, ready for its first transfer. Nothing is opened. */
export function createTransferContext(input: TransferContextInput): TransferContext {
  const { client, options, signal } = input;
  const said = new Set<string>();
  return {
    client,
    sourceClient: input.sourceClient ?? client,
    signal,
    options,
    progress: createTransferProgress(),
    buffers: createBufferPool(
      options.encryption?.encrypts === true ? SEALING_BUDGET_BYTES : BUFFER_BUDGET_BYTES,
    ),
    slots: createWeightedSemaphore(options.concurrency),
    verification: createUploadVerification(options.checksum),
    writeSmallFile: createSmallFileWriter(),
    ensureFolder: createFolderMaker(),
    note: (text) => {
      if (said.has(text)) return;
      said.add(text);
      input.note(text);
    },
  };
}
