import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { readRange } from "../../s3/direct/read-range.js";
import { retryDelayMs, retryKind } from "../../s3/direct/retry-rules.js";
import type { StoredItem } from "./dataset-broker.js";
import { assertNotReplaced } from "./read-item-bytes.js";
import { userMetadata, type ObjectKey } from "./s3-documents.js";

/** Smaller objects are read by the general client: its connections cost less to begin with. */
export const LARGE_ITEM_BYTES = 1024 * 1024;

/** Tries without a byte in between. */
const MAX_ATTEMPTS = 5;

/**
 * Read a large object to its end, in batches and with little effort, taken up at the byte where a connection broke, and
 * only as it was listed. Memory: a megabyte.
 *
 * @param onBytes the bytes are valid during the call
 * @returns its user metadata.
 * @throws ConflictError `ObjectChanged` when it was replaced meanwhile.
 */
export async function readLargeItem(
  client: S3Client,
  place: ObjectKey,
  { sizeBytes, version }: StoredItem,
  onBytes: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  let metadata: Readonly<Record<string, string>> = {};
  let position = 0;
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = position;
    const reader = {
      onHead: ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => {
        metadata = userMetadata(headers);
      },
      onBytes: (bytes: Buffer) => {
        position += bytes.length;
        onBytes(bytes);
      },
      onBatch: async () => Promise.resolve(),
    };
    const range = `bytes=${startedAt.toString()}-${(sizeBytes - 1).toString()}`;
    const headers = { range, "if-match": `"${version}"` };
    try {
      await readRange(client, { method: "GET", ...place, headers }, reader, signal);
      return metadata;
    } catch (error) {
      assertNotReplaced(error, place);
      if (position === sizeBytes) return metadata;
      const kind = retryKind(error);
      if (position > startedAt) attempt = 1;
      if (kind === undefined || attempt >= MAX_ATTEMPTS || signal.aborted) throw error;
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal });
    }
  }
}
