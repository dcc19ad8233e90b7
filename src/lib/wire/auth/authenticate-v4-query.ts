import {
  malformedCredential,
  MAX_SKEW_MS,
  notYetValid,
  queryParameters,
  requestExpired,
} from "./auth-errors.js";
import type { AuthenticateOptions, Authentication } from "./authentication.js";
import { canonicalQuery } from "./canonical-request.js";
import { parseCredential } from "./credential-scope.js";
import type { SecretLookup } from "./credentials.js";
import { hoistedHeaders } from "./hoisted-headers.js";
import { lookUpSecret } from "./look-up-secret.js";
import { payloadModeOf } from "./payload-mode.js";
import { headerValue, splitTarget, type HeaderValues, type RawRequest } from "./raw-request.js";
import { ALGORITHM } from "./sign-text.js";
import { requireSignedHeaders } from "./signed-headers.js";
import { scopeText, signingKeyFor } from "./signing-key.js";
import { parseAmzDate } from "./timestamps.js";
import { verifySignatureV4 } from "./verify-signature-v4.js";

/**
 * Authenticate a request by the SigV4 parameters of its query. Its body is free unless the URL pins a payload hash.
 *
 * Source: S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
 */
export async function authenticateV4Query(
  request: RawRequest,
  headers: HeaderValues,
  query: ReadonlyMap<string, string>,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const presigned = parsePresigned(query);
  const credential = parseCredential(presigned.credential, {
    place: "query",
    services: options.services ?? ["s3"],
    region: options.region,
  });
  const { amzDate, signature } = presigned;
  if (amzDate.slice(0, 8) !== credential.day) {
    throw malformedCredential(
      "query",
      `Invalid credential date "${credential.day}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  requireCurrent(presigned, options.now);
  const payloadHash =
    query.get("x-amz-content-sha256") ?? headerValue(headers, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD";
  const payload = payloadModeOf(payloadHash, true);
  requireSignedHeaders(headers, presigned.signedHeaders);
  const sessionToken = query.get("x-amz-security-token") ?? headerValue(headers, "x-amz-security-token");
  const secret = await lookUpSecret(secrets, credential.accessKeyId, sessionToken, options.now);
  const signingKey = signingKeyFor(secret, credential);
  const { rawPath, rawQuery } = splitTarget(request.rawTarget);
  const signed = {
    method: request.method,
    rawPath,
    canonicalQuery: canonicalQuery(rawQuery, "x-amz-signature"),
    headers,
    signedHeaders: presigned.signedHeaders,
  };
  verifySignatureV4({ ...signed, payloadHash, amzDate, credential, signature }, signingKey);
  return {
    caller: { kind: "signed", accessKeyId: credential.accessKeyId, sessionToken, scheme: "presigned" },
    service: credential.service,
    region: credential.region,
    payload,
    chunkSigning: { signingKey, amzDate, scope: scopeText(credential), seedSignature: signature },
    hoistedHeaders: hoistedHeaders(query),
  };
}

interface Presigned {
  readonly credential: string;
  readonly amzDate: string;
  readonly time: Date;
  readonly expiresInSeconds: number;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parsePresigned(query: ReadonlyMap<string, string>): Presigned {
  const [algorithm, credential, amzDate, expires, signedHeaders, signature] = [
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-signedheaders",
    "x-amz-signature",
  ].map((name) => {
    const value = query.get(name);
    if (value !== undefined && value !== "") return value;
    throw queryParameters(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }) as [string, string, string, string, string, string];
  if (algorithm !== ALGORITHM) throw queryParameters(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const time = parseAmzDate(amzDate);
  if (time === undefined) {
    throw queryParameters(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  return {
    credential,
    amzDate,
    time,
    expiresInSeconds: parseExpires(expires),
    signedHeaders: signedHeaders.split(";"),
    signature,
  };
}

function parseExpires(text: string): number {
  if (/^-\d+$/.test(text)) throw queryParameters("X-Amz-Expires must be non-negative");
  if (!/^\d+$/.test(text)) throw queryParameters("X-Amz-Expires should be a number");
  const seconds = Number(text);
  if (seconds > 604_800) {
    throw queryParameters(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  return seconds;
}

function requireCurrent({ time, expiresInSeconds }: Presigned, now: Date): void {
  if (time.getTime() > now.getTime() + MAX_SKEW_MS) throw notYetValid();
  const expires = new Date(time.getTime() + expiresInSeconds * 1000);
  if (expires < now) throw requestExpired(expires, now, { "X-Amz-Expires": expiresInSeconds.toString() });
}
