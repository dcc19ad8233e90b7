import { checksumOfHeader } from "../checksums/checksum-header.js";
import { digestOf } from "../checksums/digest.js";
import type { Headers } from "../exchange.js";

/** Parameters that carry the signature itself. */
const SIGNATURE_PARAMETERS: ReadonlySet<string> = new Set([
  "x-amz-algorithm",
  "x-amz-content-sha256",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-expires",
  "x-amz-security-token",
  "x-amz-signature",
  "x-amz-signedheaders",
]);

/**
 * The parameters of a presigned URL, as `readQuery` gives them, that S3 takes for headers.
 *
 * SDKs that presign an upload put in the checksum of no bytes, for want of the body. Amazon S3 does not hold the uploader
 * to it: such a checksum is left out, and with it the name of the algorithm.
 */
export function hoistedHeaders(query: ReadonlyMap<string, string>): Headers {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    if (!name.startsWith("x-amz-") || SIGNATURE_PARAMETERS.has(name) || isChecksumOfNothing(name, value))
      continue;
    if (name !== "x-amz-sdk-checksum-algorithm") headers[name] = value;
  }
  return headers;
}

function isChecksumOfNothing(name: string, value: string): boolean {
  const algorithm = checksumOfHeader(name);
  return algorithm !== undefined && digestOf(algorithm, Buffer.alloc(0)).toString("base64") === value;
}
