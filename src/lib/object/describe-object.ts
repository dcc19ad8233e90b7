import { GetObjectTaggingCommand, type S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { headObject, type HeadObjectInput, type ObjectDetails } from "../s3/head-object.js";
import { translateError } from "../s3/translate-error.js";

export interface ObjectDescription extends ObjectDetails {
  /** Undefined when the store has no tags, or these credentials may not read them. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/**
 * Everything a store tells about one object: its details and its tags.
 *
 * @throws NotFoundError when there is no such object, version or bucket.
 */
export async function describeObject(
  client: S3Client,
  address: HeadObjectInput,
  options: CallOptions = {},
): Promise<ObjectDescription> {
  const [details, tags] = await Promise.all([
    headObject(client, address, options),
    readTags(client, address, options),
  ]);
  return { ...details, tags };
}

async function readTags(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: CallOptions,
): Promise<ObjectDescription["tags"]> {
  const command = new GetObjectTaggingCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  try {
    const { TagSet = [] } = await client.send(command, toSendOptions(options));
    return Object.fromEntries(TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
  } catch (error) {
    const translated = translateError(error, { bucket, key, operation: "GetObjectTagging" });
    if (translated instanceof AccessDeniedError || translated instanceof UnsupportedByStoreError)
      return undefined;
    throw translated;
  }
}
