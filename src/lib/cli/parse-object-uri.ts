import { UsageError } from "../errors/s3kit-error.js";
import { parseS3Uri, type S3Uri } from "../s3/uri.js";

/**
 * Read `s3://bucket/key` where a key has to be.
 *
 * @throws UsageError when it is not an S3 URI or names a bucket only.
 */
export function parseObjectUri(text: string): S3Uri {
  const uri = parseS3Uri(text);
  if (uri.key !== "") return uri;
  throw new UsageError(`${text} names a bucket, not an object`, {
    code: "InvalidUri",
    hints: ["Write it as s3://bucket/key", `See its objects: s3kit ls s3://${uri.bucket}`],
  });
}
