import type { S3Client } from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";

/** A bucket's policy as it is stored; undefined when it has none. @see S3 API Reference, GetBucketPolicy */
export async function getPolicy(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<string | undefined> {
  const { GetBucketPolicyCommand } = await import("@aws-sdk/client-s3");
  try {
    const answer = await client.send(new GetBucketPolicyCommand({ Bucket: bucket }), toSendOptions(options));
    return answer.Policy;
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchBucketPolicy") return undefined;
    throw error;
  }
}

/** Replace a bucket's policy. @see S3 API Reference, PutBucketPolicy */
export async function setPolicy(
  client: S3Client,
  bucket: string,
  document: string,
  options: CallOptions = {},
): Promise<void> {
  const { PutBucketPolicyCommand } = await import("@aws-sdk/client-s3");
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: document }), toSendOptions(options));
}

/** Remove a bucket's policy; does nothing when it has none. @see S3 API Reference, DeleteBucketPolicy */
export async function deletePolicy(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<void> {
  // A store that does not know `?policy` may take the request for one to delete the bucket itself.
  if ((await getPolicy(client, bucket, options)) === undefined) return;
  const { DeleteBucketPolicyCommand } = await import("@aws-sdk/client-s3");
  await client.send(new DeleteBucketPolicyCommand({ Bucket: bucket }), toSendOptions(options));
}
