import { headersNotSigned } from "./auth-errors.js";
import type { HeaderValues } from "./raw-request.js";

/** Covered by the signature without being named: one is the payload hash, the other the time that is signed. */
const COVERED_ANYWAY: ReadonlySet<string> = new Set(["x-amz-content-sha256", "x-amz-date"]);

/**
 * Refuse a request where somebody could have added or changed what S3 acts on: `host` and every `x-amz-*` header
 * that was sent must be among the signed ones.
 *
 * @throws S3Error `AccessDenied`, naming them.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header", SignedHeaders.
 */
export function requireSignedHeaders(headers: HeaderValues, signedHeaders: readonly string[]): void {
  const signed = new Set(signedHeaders);
  const missing = signed.has("host") ? [] : ["host"];
  for (const name of headers.keys()) {
    if (name.startsWith("x-amz-") && !signed.has(name) && !COVERED_ANYWAY.has(name)) missing.push(name);
  }
  if (missing.length > 0) throw headersNotSigned(missing);
}
