import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { parseKeyPattern } from "../s3/key-glob.js";
import type { S3Uri } from "../s3/uri.js";
import { listSelectedObjects } from "./list-selection.js";

/**
 * The keys that a typed one stands for: itself, or what its wildcards match, in key order. A key without wildcards is
 * not looked up. Memory: two pages.
 *
 * @throws NotFoundError when wildcards are used on a bucket that does not exist.
 */
export async function* resolveKeys(
  client: S3Client,
  { bucket, key, raw }: S3Uri & { readonly raw: boolean },
  options: CallOptions = {},
): AsyncGenerator<string, void, void> {
  const pattern = raw ? key : parseKeyPattern(key);
  if (typeof pattern === "string") {
    yield pattern;
    return;
  }
  for await (const page of listSelectedObjects(client, { bucket, key, recursive: false }, options)) {
    for (const entry of page) yield entry.key;
  }
}
