import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";
import { fromSdkRules, toSdkRules, type LifecycleDocument } from "./lifecycle-rules.js";

/**
 * A bucket's lifecycle rules; undefined when it has none.
 *
 * @throws UnsupportedByStoreError for a store without them.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 */
export async function getLifecycle(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<LifecycleDocument | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketLifecycleConfiguration" }, () =>
    client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  // S3 API, PutBucketLifecycleConfiguration: there is at least one rule; a store that gives none gave something else.
  if (answer.Rules === undefined)
    throw lackingFeature(client, "lifecycle rules (GetBucketLifecycleConfiguration)");
  return answer.Rules.length === 0 ? undefined : fromSdkRules(answer.Rules);
}

/**
 * Replace a bucket's lifecycle rules by these, and read back what the store has made of them: some keep less than
 * they were given.
 *
 * @throws UsageError when the store takes a rule for wrong; nothing has changed then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
export async function setLifecycle(
  client: S3Client,
  bucket: string,
  document: LifecycleDocument,
  options: CallOptions = {},
): Promise<LifecycleDocument | undefined> {
  const LifecycleConfiguration = { Rules: toSdkRules(document) };
  await translating({ bucket, operation: "PutBucketLifecycleConfiguration" }, () =>
    client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration }),
      toSendOptions(options),
    ),
  );
  return getLifecycle(client, bucket, options);
}

/**
 * Remove a bucket's lifecycle rules. Returns whether there were any.
 *
 * They are read first: where a store does not know the request, deleting them would delete the bucket.
 */
export async function deleteLifecycle(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<boolean> {
  if ((await getLifecycle(client, bucket, options)) === undefined) return false;
  await translating({ bucket, operation: "DeleteBucketLifecycle" }, () =>
    client.send(new DeleteBucketLifecycleCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  return true;
}
