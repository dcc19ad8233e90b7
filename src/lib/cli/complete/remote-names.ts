import type { S3Client } from "@aws-sdk/client-s3";
import { listBuckets } from "../../s3/list-buckets.js";
import { listEntryPages } from "../../s3/list-entries.js";

const MAX_NAMES = 1000;

/** Names of buckets that begin so, at most a thousand. */
export async function bucketNames(
  client: S3Client,
  partial: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of listBuckets(client, { prefix: partial, signal })) {
    names.push(name);
    if (names.length === MAX_NAMES) break;
  }
  return names;
}

/** What the `s3://…` typed so far can become: buckets, or keys and folders of one level; at most a thousand. */
export async function placeNames(
  client: S3Client,
  partial: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const rest = partial.slice("s3://".length);
  const slash = rest.indexOf("/");
  if (slash === -1) return (await bucketNames(client, rest, signal)).map((name) => `s3://${name}/`);
  const bucket = rest.slice(0, slash);
  const input = { bucket, prefix: rest.slice(slash + 1), delimiter: "/" };
  for await (const page of listEntryPages(client, input, { signal, pageSize: MAX_NAMES })) {
    return page.map((entry) => `s3://${bucket}/${entry.kind === "object" ? entry.key : entry.prefix}`);
  }
  return [];
}
