import {
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { assertKnown } from "../s3/assert-known.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { HeadObjectInput } from "../s3/head-object.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";

export type Tags = Readonly<Record<string, string>>;

/**
 * An object's tags; an empty record when it has none.
 *
 * @throws NotFoundError when there is no such object, version or bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
 */
export async function getObjectTags(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: CallOptions = {},
): Promise<Tags> {
  const { TagSet } = await translating({ bucket, key, operation: "GetObjectTagging" }, () =>
    client.send(
      new GetObjectTaggingCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
      toSendOptions(options),
    ),
  );
  if (TagSet === undefined) throw lackingFeature(client, "tags of objects (GetObjectTagging)");
  return Object.fromEntries(TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/**
 * Replace an object's tags by these.
 *
 * @throws UsageError when the store takes a name or value for wrong, or has them for too many; nothing has changed then.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
export async function setObjectTags(
  client: S3Client,
  place: HeadObjectInput,
  tags: Tags,
  options: CallOptions = {},
): Promise<void> {
  await assertKnown(() => getObjectTags(client, place, options));
  const { bucket, key, versionId } = place;
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const input = { Bucket: bucket, Key: key, VersionId: versionId, Tagging: { TagSet } };
  await translating({ bucket, key, operation: "PutObjectTagging" }, () =>
    client.send(new PutObjectTaggingCommand(input), toSendOptions(options)),
  );
}

/**
 * Remove an object's tags: those named, or all without names. Returns what is left.
 *
 * They are read first: where a store does not know the request, deleting the tags would delete the object.
 *
 * @throws NotFoundError when there is no such object, version or bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html
 */
export async function deleteObjectTags(
  client: S3Client,
  place: HeadObjectInput,
  names: readonly string[] = [],
  options: CallOptions = {},
): Promise<Tags> {
  const before = await getObjectTags(client, place, options);
  const left = Object.entries(before).filter(([name]) => names.length > 0 && !names.includes(name));
  if (left.length === Object.keys(before).length) return before;
  const after = Object.fromEntries(left);
  if (left.length > 0) await setObjectTags(client, place, after, options);
  else await removeAll(client, place, options);
  return after;
}

async function removeAll(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: CallOptions,
): Promise<void> {
  await translating({ bucket, key, operation: "DeleteObjectTagging" }, () =>
    client.send(
      new DeleteObjectTaggingCommand({ Bucket: bucket, Key: key, VersionId: versionId }),
      toSendOptions(options),
    ),
  );
}
