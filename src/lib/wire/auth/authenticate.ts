import { severalMechanisms, unsupportedAuthorization } from "./auth-errors.js";
import { authenticateV2Header, authenticateV2Query } from "./authenticate-v2.js";
import { authenticateV4Header } from "./authenticate-v4-header.js";
import { authenticateV4Query } from "./authenticate-v4-query.js";
import type { AuthenticateOptions, Authentication } from "./authentication.js";
import type { SecretLookup } from "./credentials.js";
import { payloadModeOf } from "./payload-mode.js";
import {
  groupHeaders,
  headerValue,
  readQuery,
  splitTarget,
  type HeaderValues,
  type RawRequest,
} from "./raw-request.js";

/**
 * Find out who sent a request: by SigV4 or SigV2, in the `Authorization` header or in the query. A request with neither
 * is anonymous; whether that suffices is not decided here. The body is not touched: what the signature says about
 * it is in `payload`, for `openRequestBody` to enforce.
 *
 * @throws S3Error with S3's own code for each way in which a signature can be wrong.
 *
 * Source: S3 API Reference, "Authenticating Requests (AWS Signature Version 4)".
 */
export async function authenticate(
  request: RawRequest,
  secrets: SecretLookup,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const headers = groupHeaders(request.rawHeaders);
  const query = readQuery(splitTarget(request.rawTarget).rawQuery);
  switch (mechanismOf(headers, query)) {
    case "anonymous":
      return anonymous(headers);
    case "v4-header":
      return authenticateV4Header(request, headers, secrets, options);
    case "v4-query":
      return authenticateV4Query(request, headers, query, secrets, options);
    case "v2-header":
      return authenticateV2Header(request, headers, secrets, options);
    case "v2-query":
      return authenticateV2Query(request, headers, query, secrets, options);
  }
}

type Mechanism = "anonymous" | "v4-header" | "v4-query" | "v2-header" | "v2-query";

function mechanismOf(headers: HeaderValues, query: ReadonlyMap<string, string>): Mechanism {
  // An empty header says no more than none.
  const authorizations = (headers.get("authorization") ?? []).filter((value) => value !== "");
  const byV4Query = ["x-amz-algorithm", "x-amz-credential", "x-amz-signature"].some((name) =>
    query.has(name),
  );
  const byV2Query = ["AWSAccessKeyId", "Signature"].some((name) => query.has(name));
  if (authorizations.length + Number(byV4Query) + Number(byV2Query) > 1) throw severalMechanisms();
  if (byV4Query) return "v4-query";
  if (byV2Query) return "v2-query";
  const [authorization] = authorizations;
  return authorization === undefined ? "anonymous" : mechanismOfHeader(authorization);
}

function mechanismOfHeader(value: string): Mechanism {
  if (/^AWS4-HMAC-SHA256[ ,]/.test(value)) return "v4-header";
  if (value.startsWith("AWS ")) return "v2-header";
  throw unsupportedAuthorization();
}

function anonymous(headers: HeaderValues): Authentication {
  return {
    caller: { kind: "anonymous" },
    payload: payloadModeOf(headerValue(headers, "x-amz-content-sha256") ?? "UNSIGNED-PAYLOAD", false),
    hoistedHeaders: {},
  };
}
