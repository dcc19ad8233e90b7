import type { S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError, UsageError } from "../errors/s3kit-error.js";
import type { DirectRequest } from "../s3/direct/direct-request.js";
import { directSession } from "../s3/direct/direct-session.js";
import { uriEncodePath } from "../wire/auth/uri-encoding.js";
import type { Credentials } from "../wire/auth/credentials.js";

/** SigV4 allows seven days. Source: S3 API Reference, "Authenticating Requests: Using Query Parameters". */
const LONGEST_SECONDS = 7 * 24 * 60 * 60;

/** What a signature for one bucket is made with; nothing of it needed a request. */
export interface SigningContext {
  /** Scheme, host and port. */
  readonly origin: string;
  /** `/bucket` in path style, "" in virtual-host style. */
  readonly basePath: string;
  readonly region: string;
  readonly service: string;
  readonly credentials: Credentials;
  /** When the credentials stop working; undefined: not known to. */
  readonly credentialsExpireAt: Date | undefined;
  /** Path of a key, encoded as it must be sent. */
  pathOf(key: string): string;
}

/**
 * Resolve where requests for a bucket go and with what they are signed.
 *
 * @param request that is to be signed, where requests have credentials of their own.
 * @throws AccessDeniedError when the client does not sign: an unsigned URL needs no presigning.
 */
export async function signingContext(
  client: S3Client,
  bucket: string,
  request?: DirectRequest,
): Promise<SigningContext> {
  const session = await directSession(client);
  const [target, identity] = await Promise.all([session.target(bucket), session.credentials(false, request)]);
  if (identity === undefined) {
    throw new AccessDeniedError("Presigning needs credentials", {
      code: "NoCredentials",
      hints: ["Leave --no-sign-request out, or name a profile with --profile"],
    });
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = identity;
  return {
    origin: target.origin,
    basePath: target.basePath,
    region: target.region,
    service: target.service,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    credentialsExpireAt: expiration,
    pathOf: (key) => `${target.basePath}/${uriEncodePath(key)}`,
  };
}

/** @throws UsageError when no signature can be valid for so long, saying why. */
export function assertExpiry(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS) return;
  throw new UsageError(`A presigned URL cannot be valid for ${seconds.toString()} seconds`, {
    code: "InvalidExpiry",
    hints: ["Signature Version 4 allows 1 second to 7 days: use --expires 7d at most"],
  });
}

/** What to tell whoever hands the URL on: it dies with the credentials, whatever its own expiry says. */
export function expiryWarnings(expiresAt: Date, credentialsExpireAt: Date | undefined): readonly string[] {
  if (credentialsExpireAt === undefined || credentialsExpireAt >= expiresAt) return [];
  return [`The credentials that sign it end at ${credentialsExpireAt.toISOString()}, and the URL with them`];
}
