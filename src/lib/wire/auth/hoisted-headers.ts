import type { Headers } from "../exchange.js";

/** Parameters that carry the signature itself, in lower case. */
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

/** The parameters of a presigned URL that S3 takes for headers, under lower-case names. */
export function hoistedHeaders(query: ReadonlyMap<string, string>): Headers {
  const headers: Record<string, string> = {};
  for (const [parameter, value] of query) {
    const name = parameter.toLowerCase();
    if (name.startsWith("x-amz-") && !SIGNATURE_PARAMETERS.has(name)) headers[name] ??= value;
  }
  return headers;
}
