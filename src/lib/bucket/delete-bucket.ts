import { DeleteBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { translateError } from "../s3/translate-error.js";

/**
 * Delete an empty bucket.
 *
 * @throws ConflictError when anything is in it: objects, old versions, delete markers or unfinished uploads.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
 */
export async function deleteBucket(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<void> {
  try {
    await client.send(new DeleteBucketCommand({ Bucket: bucket }), toSendOptions(options));
  } catch (error) {
    if ((error as Error).name === "BucketNotEmpty") {
      throw new ConflictError(`Bucket ${bucket} is not empty`, {
        code: "BucketNotEmpty",
        hints: [
          `Delete it with all that is in it: s3kit bucket delete ${bucket} --force`,
          `See what is in it: s3kit ls --recursive --versions s3://${bucket}`,
        ],
        cause: error,
      });
    }
    throw translateError(error, { bucket, operation: "DeleteBucket" });
  }
}
