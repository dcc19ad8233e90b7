import { createHmac } from "node:crypto";
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
import { foldSpaces } from "./canonical-request.js";
import type { SecretLookup } from "./credentials.js";
import { hoistedHeaders } from "./hoisted-headers.js";
import { lookUpSecret } from "./look-up-secret.js";
import { payloadModeOf } from "./payload-mode.js";
import { decodeLatin1, headerValue, splitTarget, type HeaderValues, type RawRequest } from "./raw-request.js";
import { sameText } from "./same-text.js";
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
  return authenticateV2(
    {
      request,
      headers: (name) => headerValue(headers, name) ?? query.get(name),
      amzHeaders: new Map([...amzParametersOf(query), ...amzHeadersOf(headers)]),
      date: expires,
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

interface SignedRequestV2 {
  readonly request: RawRequest;
  readonly headers: (name: string) => string | undefined;
  /** Name to folded value. */
  readonly amzHeaders: ReadonlyMap<string, string>;
  /** What stands on the date's line. */
  readonly date: string;
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
  const toSign = stringToSignV2(signed, options.virtualHostBucket);
  if (!sameText(signTextV2(secret, toSign), signature)) {
    throw signatureDoesNotMatch({ accessKeyId, stringToSign: toSign, signature });
  }
  return {
    caller: { kind: "signed", accessKeyId, sessionToken, scheme },
    payload,
    hoistedHeaders: hoistedHeaders(signed.query),
  };
}

/** Base64 HMAC-SHA1 of a latin1 text: a Signature Version 2 signature. */
export function signTextV2(secretAccessKey: string, text: string): string {
  return createHmac("sha1", secretAccessKey).update(text, "latin1").digest("base64");
}

function stringToSignV2(signed: SignedRequestV2, virtualHostBucket: string | undefined): string {
  const { request, headers, amzHeaders, date } = signed;
  const lines = [request.method, headers("content-md5") ?? "", headers("content-type") ?? "", date];
  for (const name of [...amzHeaders.keys()].sort()) lines.push(`${name}:${amzHeaders.get(name) ?? ""}`);
  lines.push(canonicalResource(request.rawTarget, virtualHostBucket));
  return lines.join("\n");
}

/** Parameters that are part of the resource, as clients sign them: others are not covered. */
const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

function canonicalResource(rawTarget: string, virtualHostBucket: string | undefined): string {
  const { rawPath, rawQuery } = splitTarget(rawTarget);
  const bucket = virtualHostBucket === undefined ? "" : `/${virtualHostBucket}`;
  const signedPairs = rawQuery
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals === -1 ? pair : pair.slice(0, equals);
      return { name, pair: equals === -1 ? name : `${name}=${decodeLatin1(pair.slice(equals + 1))}` };
    })
    .filter(({ name }) => SIGNED_PARAMETERS.has(name))
    .sort((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
  const subresource = signedPairs.map(({ pair }) => pair).join("&");
  return `${bucket}${rawPath}${subresource === "" ? "" : "?"}${subresource}`;
}

function amzHeadersOf(headers: HeaderValues): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, values] of headers) {
    if (name.startsWith("x-amz-")) found.set(name, values.map(foldSpaces).join(","));
  }
  return found;
}

function amzParametersOf(query: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of query) {
    if (name.toLowerCase().startsWith("x-amz-")) found.set(name.toLowerCase(), foldSpaces(value));
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
