import { UsageError } from "../errors/s3kit-error.js";
import { isS3Uri, parseS3Uri } from "../s3/uri.js";

/**
 * Read a bucket's name, written as it is or as `s3://bucket`.
 *
 * @throws UsageError when it is empty or names more than a bucket.
 */
export function parseBucket(text: string): string {
  const { bucket, key } = isS3Uri(text) ? parseS3Uri(text) : { bucket: text.replace(/\/$/u, ""), key: "" };
  if (bucket !== "" && key === "" && !bucket.includes("/")) return bucket;
  throw new UsageError(bucket === "" ? "The bucket's name is empty" : `${text} is not a bucket's name`, {
    code: "InvalidBucketName",
    hints: ["Write it as NAME or s3://NAME"],
  });
}
