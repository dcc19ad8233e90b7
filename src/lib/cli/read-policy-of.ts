import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { isS3Uri, parseS3Uri } from "../s3/uri.js";
import { readTextArgument } from "./read-text-argument.js";

/** A policy and the bucket that it is for. */
export interface PolicyOfBucket {
  readonly text: string;
  readonly bucket: string;
}

/**
 * The policy that is meant by `s3://bucket` (the one there) or by a file (then the bucket must be named, or be found in
 * the policy's first resource).
 *
 * @throws UsageError when the bucket cannot be told.
 */
export async function readPolicyOf(
  source: string,
  bucket: string | undefined,
  connect: () => Promise<S3Client>,
  signal: AbortSignal,
): Promise<PolicyOfBucket> {
  if (isS3Uri(source)) {
    const stored = parseS3Uri(source).bucket;
    const { loadPolicy } = await import("../policy/load-policy.js");
    return { text: await loadPolicy(await connect(), stored, { signal }), bucket: stored };
  }
  const text = await readTextArgument(source, signal);
  const named = bucket ?? /arn:aws[a-z-]*:s3:::([a-z0-9.-]+)/.exec(text)?.[1];
  if (named === undefined) throw new UsageError("Which bucket is the policy for? Name it with --bucket");
  return { text, bucket: named };
}
