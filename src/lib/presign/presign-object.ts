import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { presignUrl } from "../wire/auth/presign-url.js";
import { uriEncode } from "../wire/auth/uri-encoding.js";
import { assertExpiry, expiryWarnings, signingContext } from "./signing-context.js";

/** Response headers that a GET may ask for. Source: S3 API Reference, GetObject, "Overriding response header values". */
export interface ResponseOverrides {
  readonly contentType?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly expires?: string | undefined;
}

export interface PresignObjectInput {
  readonly method: "GET" | "HEAD" | "PUT" | "DELETE" | "POST";
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  /** 1 to 604,800 (seven days). */
  readonly expiresInSeconds: number;
  /** GET and HEAD only. */
  readonly overrides?: ResponseOverrides | undefined;
  /** Headers that whoever uses the URL must send with just these values; lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further query parameters, such as `partNumber`. */
  readonly query?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface PresignedUrl {
  readonly url: string;
  readonly method: string;
  /** Headers that must be sent with the request, since the signature covers them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
  readonly warnings: readonly string[];
}

/**
 * Make an URL that lets whoever has it do one thing to one object until it expires, or until the signing credentials
 * do. Sends nothing: that an object is missing or the right is lacking shows when the URL is used.
 *
 * @throws UsageError when the expiry is out of range or the key is empty.
 * @throws AccessDeniedError when the client does not sign.
 * @see S3 User Guide, "Download and upload objects with presigned URLs"
 */
export async function presignObject(client: S3Client, input: PresignObjectInput): Promise<PresignedUrl> {
  assertExpiry(input.expiresInSeconds);
  if (input.key === "") {
    throw new UsageError(`No key in s3://${input.bucket}`, {
      code: "InvalidUri",
      hints: ["Name one object: s3://bucket/key"],
    });
  }
  const { method, bucket, key, query } = input;
  const context = await signingContext(client, bucket, { method, bucket, key, ...(query && { query }) });
  const signedAt = new Date();
  const headers = input.headers ?? {};
  const url = presignUrl(
    {
      method: input.method,
      origin: context.origin,
      rawPath: context.pathOf(input.key),
      query: encodeQuery({ versionId: input.versionId, ...overrideQuery(input.overrides), ...input.query }),
      headers,
      expiresInSeconds: input.expiresInSeconds,
    },
    context.credentials,
    context.region,
    context.service,
    signedAt,
  );
  const expiresAt = new Date(signedAt.getTime() + input.expiresInSeconds * 1000);
  const warnings = expiryWarnings(expiresAt, context.credentialsExpireAt);
  return { url, method: input.method, headers, expiresAt, warnings };
}

function overrideQuery(overrides: ResponseOverrides = {}): Record<string, string | undefined> {
  return {
    "response-content-type": overrides.contentType,
    "response-content-disposition": overrides.contentDisposition,
    "response-content-encoding": overrides.contentEncoding,
    "response-content-language": overrides.contentLanguage,
    "response-cache-control": overrides.cacheControl,
    "response-expires": overrides.expires,
  };
}

function encodeQuery(parameters: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${uriEncode(name)}=${uriEncode(value)}`]))
    .join("&");
}
