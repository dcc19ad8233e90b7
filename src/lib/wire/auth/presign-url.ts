import { canonicalQuery, foldSpaces } from "./canonical-request.js";
import type { Credentials } from "./credentials.js";
import { ALGORITHM, signText, stringToSign } from "./sign-text.js";
import { scopeText, signingKeyFor } from "./signing-key.js";
import { formatAmzDate } from "./timestamps.js";
import { uriEncode } from "./uri-encoding.js";

export interface PresignInput {
  readonly method: string;
  /** Scheme, host and port: `https://examplebucket.s3.amazonaws.com`. */
  readonly origin: string;
  /** Path exactly as it will be sent, encoded once. */
  readonly rawPath: string;
  /** Further parameters, encoded, without the question mark. */
  readonly query?: string | undefined;
  /** Headers that whoever uses the URL must send with these values; lower-case names, `host` is added. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** 1 to 604,800 seconds: a week. */
  readonly expiresInSeconds: number;
  /** Pins the body: hex SHA-256. Default: any body. */
  readonly payloadHash?: string | undefined;
}

/**
 * A URL that carries its own SigV4 signature.
 *
 * @throws RangeError when `expiresInSeconds` is not a whole number from 1 to 604,800: S3 refuses such a URL.
 *
 * Source: S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
 */
export function presignUrl(
  input: PresignInput,
  credentials: Credentials,
  region: string,
  service: string,
  date: Date,
): string {
  const { expiresInSeconds } = input;
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > 604_800) {
    throw new RangeError(`A presigned URL lasts 1 to 604800 seconds, not ${expiresInSeconds.toString()}`);
  }
  const amzDate = formatAmzDate(date);
  const scope = { day: amzDate.slice(0, 8), region, service };
  const headers: Record<string, string> = { ...input.headers, host: new URL(input.origin).host };
  const names = Object.keys(headers).sort();
  const query = canonicalQuery(
    joinQuery(input.query, {
      "X-Amz-Algorithm": ALGORITHM,
      "X-Amz-Credential": `${credentials.accessKeyId}/${scopeText(scope)}`,
      "X-Amz-Date": amzDate,
      "X-Amz-Expires": expiresInSeconds.toString(),
      "X-Amz-SignedHeaders": names.join(";"),
      "X-Amz-Security-Token": credentials.sessionToken,
      "X-Amz-Content-Sha256": input.payloadHash,
    }),
  );
  const canonicalHeaders = names.map((name) => `${name}:${foldSpaces(headers[name] ?? "")}\n`).join("");
  const payloadHash = input.payloadHash ?? "UNSIGNED-PAYLOAD";
  const request = [input.method, input.rawPath, query, canonicalHeaders, names.join(";"), payloadHash].join(
    "\n",
  );
  const key = signingKeyFor(credentials.secretAccessKey, scope);
  const signature = signText(key, stringToSign(request, amzDate, scope));
  return `${input.origin}${input.rawPath}?${query}&X-Amz-Signature=${signature}`;
}

function joinQuery(
  query: string | undefined,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const pairs = query === undefined || query === "" ? [] : [query];
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) pairs.push(`${name}=${uriEncode(value)}`);
  }
  return pairs.join("&");
}
