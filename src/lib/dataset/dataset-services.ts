import type { S3Client } from "@aws-sdk/client-s3";
import { createTransferContext, type TransferContext } from "../transfer/transfer-context.js";
import type { TransferProgress } from "../transfer/transfer-progress.js";
import type { DtoolConfig } from "./config/dtool-config.js";

/** What the services for datasets work with: datasets are in buckets of several stores, and on disk. */
export interface DatasetServices {
  /** The client for a bucket: the same one at each call. */
  readonly clientFor: (bucket: string) => Promise<S3Client>;
  readonly config: DtoolConfig;
  readonly signal: AbortSignal;
  /** Requests, or files, in flight. */
  readonly concurrency: number;
  /** Folder for the journals of interrupted transfers. */
  readonly stateFolder: string;
  /** Told of what the user should know besides the result. */
  readonly note: (text: string) => void;
  /** Running totals, for whoever shows them. */
  readonly progress: TransferProgress;
}

/** dtool sets no content type: this is what stores make of that. */
export const DATASET_CONTENT_TYPE = "binary/octet-stream";

/** What transfers to and from one store share. */
export function transferContext(services: DatasetServices, client: S3Client): TransferContext {
  const { signal, concurrency, stateFolder, note, progress } = services;
  const settings = { contentType: DATASET_CONTENT_TYPE };
  const options = { settings, concurrency, ifNoneMatch: false, preserve: false, stateFolder };
  return { ...createTransferContext({ client, signal, options, note }), progress };
}
