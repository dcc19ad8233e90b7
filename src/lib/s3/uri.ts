import { UsageError } from "../errors/s3kit-error.js";

/** A place in a store: a bucket, and a key or key prefix in it ("" for the bucket itself). */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

const SCHEME = "s3://";

/** True when the text claims to be an S3 URI, whether or not it parses. */
export function isS3Uri(text: string): boolean {
  return text.startsWith(SCHEME);
}

/**
 * Read `s3://bucket/key`. The key is taken as it stands: no percent-decoding, no normalising, `//` and `..` kept.
 *
 * @throws UsageError when the scheme or the bucket is missing, such as `s3://` from an empty variable.
 */
export function parseS3Uri(text: string): S3Uri {
  if (!isS3Uri(text)) {
    throw new UsageError(`Not an S3 URI: ${text}`, {
      code: "InvalidUri",
      hints: ["Write it as s3://bucket/key"],
    });
  }
  const rest = text.slice(SCHEME.length);
  const slash = rest.indexOf("/");
  const bucket = slash === -1 ? rest : rest.slice(0, slash);
  if (bucket === "") {
    throw new UsageError(`No bucket in ${text}`, {
      code: "InvalidUri",
      hints: ["Is a variable in it empty? Write it as s3://bucket/key"],
    });
  }
  return { bucket, key: slash === -1 ? "" : rest.slice(slash + 1) };
}

/** The inverse of {@link parseS3Uri}. */
export function formatS3Uri({ bucket, key }: S3Uri): string {
  return key === "" ? `${SCHEME}${bucket}` : `${SCHEME}${bucket}/${key}`;
}
