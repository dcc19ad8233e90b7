import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { isConnectionError, retryDelayMs } from "../../s3/direct/retry-rules.js";
import { DirectServiceError } from "../../s3/direct/service-error.js";
import { userMetadata, type ObjectKey } from "./s3-documents.js";

/** Breaks of the connection without a byte in between, before giving up. */
const MAX_BARREN_BREAKS = 5;

/**
 * Read an object to its end, taken up at the byte where a connection broke, from the same object or not at all.
 *
 * @returns its user metadata.
 * @throws ConflictError `ObjectChanged` when it was replaced meanwhile.
 */
export async function readItemBytes(
  client: S3Client,
  place: ObjectKey,
  onData: (chunk: Buffer) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const state: ReadState = { doneBytes: 0, etag: undefined, metadata: {}, barren: 0 };
  for (;;) {
    try {
      await readOn(client, place, onData, signal, state);
      return state.metadata;
    } catch (error) {
      if (state.doneBytes > 0) assertNotReplaced(error, place);
      if (!isConnectionError(error) || signal.aborted || state.barren >= MAX_BARREN_BREAKS) throw error;
      state.barren += 1;
      await sleep(retryDelayMs("transient", state.barren, error), undefined, { signal });
    }
  }
}

interface ReadState {
  doneBytes: number;
  etag: string | undefined;
  metadata: Readonly<Record<string, string>>;
  barren: number;
}

async function readOn(
  client: S3Client,
  place: ObjectKey,
  onData: (chunk: Buffer) => Promise<void> | undefined,
  signal: AbortSignal,
  state: ReadState,
): Promise<void> {
  const resumed = state.doneBytes > 0;
  const headers = resumed ? { range: `bytes=${state.doneBytes.toString()}-`, "if-match": state.etag } : {};
  const reader = {
    onHead: (head: { readonly headers: Readonly<Record<string, string>> }) => {
      state.etag = head.headers["etag"];
      state.metadata = userMetadata(head.headers);
    },
    onData: (chunk: Buffer) => {
      state.doneBytes += chunk.length;
      state.barren = 0;
      return onData(chunk);
    },
  };
  try {
    await directRequest(client, { method: "GET", ...place, headers }, { signal, reader });
  } catch (error) {
    // The break came after the last byte: there is nothing left to ask for.
    if (resumed && error instanceof DirectServiceError && error.$metadata.httpStatusCode === 416) return;
    throw error;
  }
}

/** @throws ConflictError `ObjectChanged` when the store refuses because it is another object by now. */
export function assertNotReplaced(error: unknown, { bucket, key }: ObjectKey): void {
  if (!(error instanceof DirectServiceError) || error.$metadata.httpStatusCode !== 412) return;
  throw new ConflictError(`s3://${bucket}/${key} was replaced while it was being read`, {
    code: "ObjectChanged",
    hints: ["Run it again to read the new object"],
    cause: error,
  });
}
