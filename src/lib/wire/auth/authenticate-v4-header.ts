import { S3Error } from "../s3-error.js";
import { malformedCredential, MAX_SKEW_MS, missingDate, timeTooSkewed } from "./auth-errors.js";
import type { AuthenticateOptions, Authentication } from "./authentication.js";
import { canonicalQuery } from "./canonical-request.js";
import { parseCredential, type CredentialScope } from "./credential-scope.js";
import type { SecretLookup } from "./credentials.js";
import { lookUpSecret } from "./look-up-secret.js";
import { payloadModeOf } from "./payload-mode.js";
import { headerValue, splitTarget, type HeaderValues, type RawRequest } from "./raw-request.js";
import { ALGORITHM } from "./sign-text.js";
import { requireSignedHeaders } from "./signed-headers.js";
import { scopeText, signingKeyFor } from "./signing-key.js";
import { formatAmzDate, parseDateHeader } from "./timestamps.js";
import { verifySignatureV4 } from "./verify-signature-v4.js";

/**
 * Authenticate a request by its `Authorization: AWS4-HMAC-SHA256 …` header.
 *
 * Source: S3 API Reference, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
 */
export async function authenticateV4Header(
  request: RawRequest,
  headers: HeaderValues,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const authorization = parseAuthorization(headerValue(headers, "authorization") ?? "");
  const { signature, signedHeaders } = authorization;
  const credential = parseCredential(authorization.credential, {
    place: "header",
    services: options.services ?? ["s3"],
    region: options.region,
  });
  const amzDate = requestTime(headers, credential, options.now);
  const payloadHash = await payloadHashOf(headers, credential, options);
  const payload = payloadModeOf(payloadHash, true);
  requireSignedHeaders(headers, signedHeaders);
  const sessionToken = headerValue(headers, "x-amz-security-token");
  const secret = await lookUpSecret(secrets, credential.accessKeyId, sessionToken, options.now);
  const signingKey = signingKeyFor(secret, credential);
  const { rawPath, rawQuery } = splitTarget(request.rawTarget);
  const signed = {
    method: request.method,
    rawPath,
    canonicalQuery: canonicalQuery(rawQuery),
    headers,
    signedHeaders,
  };
  verifySignatureV4({ ...signed, payloadHash, amzDate, credential, signature }, signingKey);
  return {
    caller: { kind: "signed", accessKeyId: credential.accessKeyId, sessionToken, scheme: "header" },
    service: credential.service,
    region: credential.region,
    payload,
    chunkSigning: { signingKey, amzDate, scope: scopeText(credential), seedSignature: signature },
    hoistedHeaders: {},
  };
}

interface Authorization {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(value: string): Authorization {
  const fields = new Map<string, string>();
  for (const component of value.slice(ALGORITHM.length).split(",")) {
    const [, name, content] = /^([A-Za-z]+)=(.*)$/.exec(component.trim()) ?? [];
    if (name === undefined || content === undefined || fields.has(name)) {
      throw malformedCredential("header", `the authorization component "${component.trim()}" is malformed.`);
    }
    fields.set(name, content);
  }
  const [credential, signedHeaders, signature] = ["Credential", "SignedHeaders", "Signature"].map((name) => {
    const content = fields.get(name);
    if (content === undefined || content === "") {
      throw malformedCredential(
        "header",
        `the authorization header requires three components: Credential, SignedHeaders, and Signature.`,
      );
    }
    return content;
  });
  return {
    credential: credential ?? "",
    signedHeaders: (signedHeaders ?? "").split(";"),
    signature: signature ?? "",
  };
}

/** The time that the client signed, in SigV4's form, if it is within 15 minutes of `now` and on the credential's day. */
function requestTime(headers: HeaderValues, credential: CredentialScope, now: Date): string {
  const sent = headerValue(headers, "x-amz-date") ?? headerValue(headers, "date");
  const time = sent === undefined ? undefined : parseDateHeader(sent);
  if (sent === undefined || time === undefined) throw missingDate();
  const amzDate = formatAmzDate(time);
  if (amzDate.slice(0, 8) !== credential.day) {
    throw malformedCredential(
      "header",
      `Invalid credential date "${credential.day}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  if (Math.abs(time.getTime() - now.getTime()) > MAX_SKEW_MS) throw timeTooSkewed(sent, now);
  return amzDate;
}

async function payloadHashOf(
  headers: HeaderValues,
  credential: CredentialScope,
  { bodySha256 }: AuthenticateOptions,
): Promise<string> {
  const sent = headerValue(headers, "x-amz-content-sha256");
  if (sent !== undefined) return sent;
  if (credential.service !== "s3" && bodySha256 !== undefined) return bodySha256();
  throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
}
