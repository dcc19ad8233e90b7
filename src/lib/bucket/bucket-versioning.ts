import { GetBucketVersioningCommand, PutBucketVersioningCommand, type S3Client } from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { translating } from "../s3/translating.js";

export type VersioningStatus = "Enabled" | "Suspended";

/**
 * Whether a bucket keeps old versions; undefined when it never did.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
 */
export function getVersioning(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<VersioningStatus | undefined> {
  return translating({ bucket, operation: "GetBucketVersioning" }, async () => {
    const command = new GetBucketVersioningCommand({ Bucket: bucket });
    const { Status } = await client.send(command, toSendOptions(options));
    return Status;
  });
}

/**
 * Keep old versions from now on, or stop keeping new ones. Versions that are there stay, whichever way.
 *
 * @throws ConflictError `InvalidBucketState` when object lock needs versions to be kept.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
 */
export async function setVersioning(
  client: S3Client,
  bucket: string,
  status: VersioningStatus,
  options: CallOptions = {},
): Promise<void> {
  await translating({ bucket, operation: "PutBucketVersioning" }, () =>
    client.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: status } }),
      toSendOptions(options),
    ),
  );
}
