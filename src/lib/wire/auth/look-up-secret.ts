import { expiredToken, invalidAccessKeyId, invalidToken } from "./auth-errors.js";
import type { SecretLookup } from "./credentials.js";
import { sameText } from "./same-text.js";

/**
 * The secret of an access key, if the session token that came with the request belongs to it.
 *
 * @throws S3Error `InvalidAccessKeyId`, `InvalidToken`, `ExpiredToken`.
 */
export async function lookUpSecret(
  secrets: SecretLookup,
  accessKeyId: string,
  sessionToken: string | undefined,
  now: Date,
): Promise<string> {
  const secret = await secrets(accessKeyId, sessionToken);
  if (secret === undefined) throw invalidAccessKeyId(accessKeyId);
  if (!sameText(secret.sessionToken ?? "", sessionToken ?? "")) throw invalidToken();
  if (secret.expiresAt !== undefined && secret.expiresAt <= now) throw expiredToken();
  return secret.secretAccessKey;
}
