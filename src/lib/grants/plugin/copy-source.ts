/** The object that a copy reads. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/**
 * Read a `CopySource`: `bucket/key` or `/bucket/key`, percent-encoded as S3 wants it, with `?versionId=` after it or
 * without. Undefined for what is no such thing, such as the ARN of an access point.
 *
 * Source: S3 API Reference, "CopyObject", `x-amz-copy-source`.
 */
export function parseCopySource(source: string): CopySource | undefined {
  const [, path = "", versionId] = /^([^?]*)(?:\?versionId=(.*))?$/s.exec(source) ?? [];
  const decoded = decode(path).replace(/^\//, "");
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1 || decoded.startsWith("arn:")) return undefined;
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId };
}

/** Clients that forget to encode a lone `%` mean it as it stands. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
