import type { Headers } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import {
  MAX_SKEW_MS,
  missingDate,
  requestExpired,
  signatureDoesNotMatch,
  timeTooSkewed,
  unsupportedAuthorization,
} from "./auth-errors.js";
import type { AuthenticateOptions, Authentication } from "./authentication.js";
import type { SecretLookup } from "./credentials.js";
import { hoistedHeaders } from "./hoisted-headers.js";
import { lookUpSecret } from "./look-up-secret.js";
import { payloadModeOf } from "./payload-mode.js";
import { headerValue, type HeaderValues, type RawRequest } from "./raw-request.js";
import { sameText } from "./same-text.js";
import { SIGNED_PARAMETERS, signTextV2, stringsToSignV2, type SignablePartsV2 } from "./sign-text-v2.js";
import { parseDateHeader } from "./timestamps.js";

/**
 * Authenticate a request by `Authorization: AWS AccessKeyId:Signature`, Signature Version 2.
 *
 * Source: S3 User Guide, "Signing and authenticating REST requests" (AWS Signature Version 2).
 */
export async function authenticateV2Header(
  request: RawRequest,
  headers: HeaderValues,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const [, accessKeyId, signature] =
    /^AWS (.+):([^:]+)$/.exec(headerValue(headers, "authorization") ?? "") ?? [];
  if (accessKeyId === undefined || signature === undefined) throw unsupportedAuthorization();
  const amzDate = headerValue(headers, "x-amz-date");
  const sent = amzDate ?? headerValue(headers, "date");
  const time = sent === undefined ? undefined : parseDateHeader(sent);
  if (sent === undefined || time === undefined) throw missingDate();
  if (Math.abs(time.getTime() - options.now.getTime()) > MAX_SKEW_MS) throw timeTooSkewed(sent, options.now);
  return authenticateV2(
    {
      request,
      headers: (name) => headerValue(headers, name),
      amzHeaders: amzHeadersOf(headers),
      date: amzDate === undefined ? sent : "",
      virtualHostBucket: options.virtualHostBucket,
      accessKeyId,
      signature,
      scheme: "header",
      query: new Map(),
    },
    secrets,
    options,
  );
}

/**
 * Authenticate a request by `?AWSAccessKeyId=…&Signature=…&Expires=…`, Signature Version 2: what boto3 presigns
 * for endpoints other than Amazon's.
 *
 * @throws S3Error `AccessDenied` "Request has expired" from the second `Expires` on.
 *
 * Source: S3 User Guide, "Signing and authenticating REST requests", query string request authentication alternative.
 */
export async function authenticateV2Query(
  request: RawRequest,
  headers: HeaderValues,
  query: ReadonlyMap<string, string>,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const [accessKeyId, signature, expires] = ["AWSAccessKeyId", "Signature", "Expires"].map((name) =>
    query.get(name),
  );
  if (accessKeyId === undefined || signature === undefined || expires === undefined) {
    throw new S3Error(
      "AccessDenied",
      "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
    );
  }
  requireUnexpired(expires, options.now);
  requireCoveredParameters(query);
  return authenticateV2(
    {
      request,
      headers: (name) => headerValue(headers, name) ?? query.get(name),
      amzHeaders: new Map([...amzParametersOf(query), ...amzHeadersOf(headers)]),
      date: expires,
      virtualHostBucket: options.virtualHostBucket,
      accessKeyId,
      // Base64 holds "+", which a careless client leaves unencoded.
      signature: signature.replaceAll(" ", "+"),
      scheme: "presigned",
      query,
    },
    secrets,
    options,
  );
}

interface SignedRequestV2 extends SignablePartsV2 {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly scheme: "header" | "presigned";
  readonly query: ReadonlyMap<string, string>;
}

async function authenticateV2(
  signed: SignedRequestV2,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const { accessKeyId, signature, scheme, amzHeaders } = signed;
  const payload = payloadModeOf(amzHeaders.get("x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD", false);
  const sessionToken = amzHeaders.get("x-amz-security-token");
  const secret = await lookUpSecret(secrets, accessKeyId, sessionToken, options.now);
  const attempts = stringsToSignV2(signed);
  if (!attempts.some((toSign) => sameText(signTextV2(secret, toSign), signature))) {
    throw signatureDoesNotMatch({ accessKeyId, stringToSign: attempts[0], signature });
  }
  return {
    caller: { kind: "signed", accessKeyId, sessionToken, scheme },
    payload,
    hoistedHeaders: { ...hoistedHeaders(signed.query), ...standardHeaders(signed.query) },
  };
}

/** Further parameters that a presigned URL may have: they say how to list, or are covered in another way. */
const HARMLESS_PARAMETERS: ReadonlySet<string> = new Set([
  "AWSAccessKeyId",
  "Expires",
  "Signature",
  "content-md5",
  "content-type",
  "continuation-token",
  "delimiter",
  "encoding-type",
  "fetch-owner",
  "key-marker",
  "list-type",
  "marker",
  "max-keys",
  "max-parts",
  "max-uploads",
  "part-number-marker",
  "prefix",
  "start-after",
  "upload-id-marker",
  "version-id-marker",
  "x-id",
]);

/**
 * Signature Version 2 covers a fixed list of sub-resources, older than some operations: with `?legal-hold` added, a URL made
 * for an upload would do something else. Such a URL is refused.
 */
function requireCoveredParameters(query: ReadonlyMap<string, string>): void {
  for (const name of query.keys()) {
    const isCovered = SIGNED_PARAMETERS.has(name) || name.startsWith("x-amz-");
    if (isCovered || HARMLESS_PARAMETERS.has(name)) continue;
    throw new S3Error(
      "AccessDenied",
      `Signature Version 2 does not cover the parameter ${name}. Please sign with AWS4-HMAC-SHA256 (signature_version='s3v4').`,
    );
  }
}

/** Of a presigned URL, the headers that its signature covers besides `x-amz-*`: boto3 puts them into the query. */
function standardHeaders(query: ReadonlyMap<string, string>): Headers {
  const found = ["content-md5", "content-type"].map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function amzHeadersOf(headers: HeaderValues): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, values] of headers) {
    if (name.startsWith("x-amz-")) found.set(name, values.map((value) => value.trim()).join(","));
  }
  return found;
}

function amzParametersOf(query: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of query) {
    if (name.startsWith("x-amz-")) found.set(name, value.trim());
  }
  return found;
}

function requireUnexpired(expires: string, now: Date): void {
  if (!/^\d{1,12}$/.test(expires)) {
    throw new S3Error("AccessDenied", `Invalid date (should be seconds since epoch): ${expires}`);
  }
  const end = new Date(Number(expires) * 1000);
  if (end < now) throw requestExpired(end, now);
}
