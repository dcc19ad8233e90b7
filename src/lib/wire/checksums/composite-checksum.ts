import type { ChecksumAlgorithm } from "../exchange.js";
import { createDigest } from "./digest.js";

/**
 * The `COMPOSITE` checksum of a multipart upload: base64 of the digest of the parts' raw checksums, "-", the number of parts.
 *
 * Source: S3 User Guide, "Checking object integrity for data uploads", composite checksums.
 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, partChecksums: Iterable<Uint8Array>): string {
  const { value, partCount } = digestOfDigests(algorithm, partChecksums);
  return `${value.toString("base64")}-${partCount.toString()}`;
}

/**
 * The ETag of a multipart upload, without its quotes: hex MD5 of the parts' raw MD5s, "-", the number of parts.
 *
 * Source: S3 API Reference, "Object", ETag.
 */
export function multipartEtag(partMd5s: Iterable<Uint8Array>): string {
  const { value, partCount } = digestOfDigests("MD5", partMd5s);
  return `${value.toString("hex")}-${partCount.toString()}`;
}

function digestOfDigests(algorithm: ChecksumAlgorithm | "MD5", digests: Iterable<Uint8Array>) {
  const outer = createDigest(algorithm);
  let partCount = 0;
  for (const digest of digests) {
    outer.update(digest);
    partCount += 1;
  }
  return { value: outer.digest(), partCount };
}
