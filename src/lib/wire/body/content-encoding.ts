/** Whether a `Content-Encoding` names S3's own framing. */
export function hasAwsChunked(contentEncoding: string | undefined): boolean {
  return contentEncoding !== undefined && contentEncoding.split(",").some(isAwsChunked);
}

/**
 * A `Content-Encoding` as it is to be stored: without `aws-chunked`, which was the transfer's, not the object's. Other tokens
 * stay byte for byte; undefined when none is left.
 *
 * Source: S3 API Reference, "PutObject": "Amazon S3 stores the resulting object without the aws-chunked value".
 */
export function storedContentEncoding(contentEncoding: string | undefined): string | undefined {
  if (contentEncoding === undefined || !hasAwsChunked(contentEncoding)) return contentEncoding;
  const kept = contentEncoding.split(",").filter((token) => !isAwsChunked(token));
  return kept.length === 0 ? undefined : kept.join(",").trim();
}

function isAwsChunked(token: string): boolean {
  return token.trim().toLowerCase() === "aws-chunked";
}
