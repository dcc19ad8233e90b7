import {
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";

export type Tags = Readonly<Record<string, string>>;

/**
 * A bucket's tags; undefined when it has none.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html
 */
export async function getBucketTags(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<Tags | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketTagging" }, () =>
    client.send(new GetBucketTaggingCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  if (answer.TagSet === undefined) throw lackingFeature(client, "tags of buckets (GetBucketTagging)");
  if (answer.TagSet.length === 0) return undefined;
  return Object.fromEntries(answer.TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/**
 * Replace a bucket's tags by these.
 *
 * @throws UsageError `InvalidTag` when the store takes a name or value for wrong; nothing has changed then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
export async function setBucketTags(
  client: S3Client,
  bucket: string,
  tags: Tags,
  options: CallOptions = {},
): Promise<void> {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await translating({ bucket, operation: "PutBucketTagging" }, () =>
    client.send(new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } }), toSendOptions(options)),
  );
}

/**
 * Remove a bucket's tags: those named, or all without names. Returns what is left.
 *
 * The tags are read first: where a store does not know the request, deleting them would delete the bucket.
 */
export async function deleteBucketTags(
  client: S3Client,
  bucket: string,
  names: readonly string[] = [],
  options: CallOptions = {},
): Promise<Tags> {
  const before = (await getBucketTags(client, bucket, options)) ?? {};
  const left = Object.entries(before).filter(([name]) => names.length > 0 && !names.includes(name));
  if (left.length === Object.keys(before).length) return before;
  const after = Object.fromEntries(left);
  if (left.length > 0) await setBucketTags(client, bucket, after, options);
  else await removeAll(client, bucket, options);
  return after;
}

async function removeAll(client: S3Client, bucket: string, options: CallOptions): Promise<void> {
  await translating({ bucket, operation: "DeleteBucketTagging" }, () =>
    client.send(new DeleteBucketTaggingCommand({ Bucket: bucket }), toSendOptions(options)),
  );
}
