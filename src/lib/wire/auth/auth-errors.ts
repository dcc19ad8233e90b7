import { S3Error } from "../s3-error.js";

/**
 * The refusals of authentication, in the words that Amazon S3 answers.
 *
 * Sources: S3 API Reference, "Error responses"; S3 API Reference, "Authenticating Requests (AWS Signature Version 4)".
 */

/** More than one of: `Authorization` header, SigV4 query, SigV2 query. The header's value is not repeated: it may be a secret. */
export function severalMechanisms(): S3Error {
  return new S3Error(
    "InvalidArgument",
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    { details: { ArgumentName: "Authorization" } },
  );
}

export function unsupportedAuthorization(): S3Error {
  return new S3Error("InvalidArgument", "Unsupported Authorization Type", {
    details: { ArgumentName: "Authorization" },
  });
}

/** Where a malformed credential came from decides how S3 words it. */
export type CredentialPlace = "header" | "query" | "form";

export function malformedCredential(
  place: CredentialPlace,
  reason: string,
  details: Readonly<Record<string, string>> = {},
): S3Error {
  switch (place) {
    case "header":
      return new S3Error("AuthorizationHeaderMalformed", `The authorization header is malformed; ${reason}`, {
        details,
      });
    case "query":
      return new S3Error(
        "AuthorizationQueryParametersError",
        `Error parsing the X-Amz-Credential parameter; ${reason}`,
        { details },
      );
    case "form":
      return new S3Error("InvalidArgument", `Error parsing the x-amz-credential field; ${reason}`, {
        details,
      });
  }
}

export function queryParameters(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", message);
}

export function invalidAccessKeyId(accessKeyId: string): S3Error {
  return new S3Error(
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
    {
      details: { AWSAccessKeyId: accessKeyId },
    },
  );
}

export function invalidToken(): S3Error {
  return new S3Error("InvalidToken", "The provided token is malformed or otherwise invalid.");
}

export function expiredToken(): S3Error {
  return new S3Error("ExpiredToken", "The provided token has expired.");
}

export function missingDate(): S3Error {
  return new S3Error("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
}

/** How far clocks may be apart. Source: S3 API Reference, "Error responses", RequestTimeTooSkewed. */
export const MAX_SKEW_MS = 15 * 60 * 1000;

export function timeTooSkewed(requestTime: string, now: Date): S3Error {
  return new S3Error(
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
    {
      details: {
        RequestTime: requestTime,
        ServerTime: serverTime(now),
        MaxAllowedSkewMilliseconds: MAX_SKEW_MS.toString(),
      },
    },
  );
}

export function requestExpired(
  expires: Date,
  now: Date,
  details: Readonly<Record<string, string>> = {},
): S3Error {
  return new S3Error("AccessDenied", "Request has expired", {
    details: { ...details, Expires: serverTime(expires), ServerTime: serverTime(now) },
  });
}

export function notYetValid(): S3Error {
  return new S3Error("AccessDenied", "Request is not valid yet");
}

export function headersNotSigned(names: readonly string[]): S3Error {
  return new S3Error("AccessDenied", "There were headers present in the request which were not signed", {
    details: { HeadersNotSigned: names.join(", ") },
  });
}

/** What was signed here, for the client's author to compare; never anything secret. */
export interface SignatureEvidence {
  readonly accessKeyId: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly canonicalRequest?: string | undefined;
}

export function signatureDoesNotMatch(evidence: SignatureEvidence): S3Error {
  const { accessKeyId, stringToSign, signature, canonicalRequest } = evidence;
  return new S3Error(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    {
      details: {
        AWSAccessKeyId: accessKeyId,
        StringToSign: printable(stringToSign),
        SignatureProvided: signature,
        StringToSignBytes: hexBytes(stringToSign),
        ...(canonicalRequest !== undefined && {
          CanonicalRequest: printable(withoutToken(canonicalRequest)),
          CanonicalRequestBytes: hexBytes(withoutToken(canonicalRequest)),
        }),
      },
    },
  );
}

/** A session token is half of what a thief needs, and answers end up in logs. */
function withoutToken(canonical: string): string {
  return canonical
    .replace(/^(x-amz-security-token:).*$/gm, "$1(hidden)")
    .replace(/(X-Amz-Security-Token=)[^&\n]*/g, "$1(hidden)");
}

function printable(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

function hexBytes(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("hex").replace(/../g, "$& ").trimEnd();
}

function serverTime(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
