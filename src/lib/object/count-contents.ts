import type { S3Client } from "@aws-sdk/client-s3";
import { UnsupportedByStoreError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import { listSelectedUploads } from "./list-selection.js";
import { measureUsage, type UsageTotals } from "./measure-usage.js";

export interface ContentCounts extends UsageTotals {
  /** Unfinished multipart uploads. */
  readonly uploadCount: number;
}

/**
 * Count all that a bucket holds: objects, old versions, delete markers, unfinished uploads. Lists the whole bucket.
 *
 * Memory: two pages.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function countContents(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<ContentCounts> {
  const [totals, uploadCount] = await Promise.all([
    measureAll(client, bucket, true, options).catch((error: unknown) => {
      // A store without versions has none to count.
      if (error instanceof UnsupportedByStoreError) return measureAll(client, bucket, false, options);
      throw error;
    }),
    countUploads(client, bucket, options),
  ]);
  return { ...totals, uploadCount };
}

async function measureAll(
  client: S3Client,
  bucket: string,
  versions: boolean,
  options: CallOptions,
): Promise<UsageTotals> {
  const selection = { bucket, key: "", recursive: true };
  const request = { selection, by: "class" as const, depth: 0, versions, now: new Date() };
  let totals: UsageTotals | undefined;
  for await (const progress of measureUsage(client, request, options)) ({ totals } = progress);
  if (totals === undefined) throw new TypeError("Usage was measured without a result");
  return totals;
}

async function countUploads(client: S3Client, bucket: string, options: CallOptions): Promise<number> {
  let count = 0;
  const selection = { bucket, key: "", recursive: true };
  for await (const page of listSelectedUploads(client, selection, options)) count += page.length;
  return count;
}
