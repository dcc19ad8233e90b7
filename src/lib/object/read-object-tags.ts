import { GetObjectTaggingCommand, type S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { HeadObjectInput } from "../s3/head-object.js";
import { translateError } from "../s3/translate-error.js";

/**
 * Read an object's tags. Undefined when the store has no tags, or these credentials may not read them.
 *
 * @throws NotFoundError when there is no such object, version or bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
 */
export async function readObjectTags(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: CallOptions = {},
): Promise<Readonly<Record<string, string>> | undefined> {
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
