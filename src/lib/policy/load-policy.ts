import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import { getPolicy } from "./bucket-policy.js";

/** A bucket's policy, which must be there. @throws NotFoundError `NoSuchBucketPolicy` when it is not. */
export async function loadPolicy(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<string> {
  const policy = await getPolicy(client, bucket, options);
  if (policy !== undefined) return policy;
  throw new NotFoundError(`s3://${bucket} has no policy`, {
    code: "NoSuchBucketPolicy",
    hints: [`Set one: s3kit policy set s3://${bucket} --preset read-only-user --principal ARN`],
  });
}
