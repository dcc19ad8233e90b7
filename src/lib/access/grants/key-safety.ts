/** Where s3kit keeps its own objects in a bucket: no grant reaches in there. */
export const RESERVED_PREFIX = ".s3kit/";

/** Whether a key, or everything under a prefix, is s3kit's own. A prefix above it (`.s3`) is not. */
export function isReserved(keyOrPrefix: string): boolean {
  return keyOrPrefix.startsWith(RESERVED_PREFIX);
}

/**
 * Whether a key has a `.` or `..` for a segment. To S3 that is a name like others, but a web server between gateway and
 * store may resolve it, and `lab/../x` would leave `lab/`.
 */
export function hasDotSegment(key: string): boolean {
  return key.includes(".") && DOT_SEGMENT.test(key);
}

/** As {@link hasDotSegment}, for the prefix of a listing, whose last segment may be but begun (`lab/.` finds `.git/`). */
export function hasWholeDotSegment(prefix: string): boolean {
  return hasDotSegment(prefix.slice(0, prefix.lastIndexOf("/") + 1));
}

const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;
