import { canonicalQuery } from "../wire/auth/canonical-request.js";
import { parseCredential } from "../wire/auth/credential-scope.js";
import type { Credentials } from "../wire/auth/credentials.js";
import { groupHeaders, readQuery } from "../wire/auth/raw-request.js";
import { signingKeyFor } from "../wire/auth/signing-key.js";
import { verifySignatureV4 } from "../wire/auth/verify-signature-v4.js";
import { S3Error } from "../wire/s3-error.js";

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"] as const;
export type PresignedMethod = (typeof METHODS)[number];

/**
 * Find out, without asking the store, for which methods these credentials made a URL's signature. Empty: for none, so
 * the URL was changed, or made with another secret.
 *
 * @param headers that go with the URL, by lower-case name
 * @returns undefined when it cannot be told: another key made it, or by Signature Version 2.
 */
export function matchingMethods(
  url: URL,
  headers: Readonly<Record<string, string>>,
  credentials: Credentials,
): readonly PresignedMethod[] | undefined {
  const rawQuery = url.search.slice(1);
  const query = readQuery(rawQuery);
  const [text, signature] = [query.get("x-amz-credential"), query.get("x-amz-signature")];
  if (text === undefined || signature === undefined) return undefined;
  const credential = parseCredential(text, { place: "query", services: ["s3"] });
  if (credential.accessKeyId !== credentials.accessKeyId) return undefined;
  const sent = groupHeaders(["host", url.host, ...Object.entries(headers).flat()]);
  const request = {
    rawPath: url.pathname,
    canonicalQuery: canonicalQuery(rawQuery, "x-amz-signature"),
    headers: sent,
    signedHeaders: (query.get("x-amz-signedheaders") ?? "").split(";"),
    payloadHash: query.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD",
    amzDate: query.get("x-amz-date") ?? "",
    credential,
    signature,
  };
  const key = signingKeyFor(credentials.secretAccessKey, credential);
  return METHODS.filter((method) => verifies(() => verifySignatureV4({ ...request, method }, key)));
}

function verifies(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof S3Error) return false;
    throw error;
  }
}
