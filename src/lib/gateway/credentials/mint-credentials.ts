import { createHmac, randomBytes } from "node:crypto";
import { deriveSecret, sealSecret } from "../../key-ring/secrets.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import type { SessionClaims } from "./session-claims.js";

/** Temporary credentials for a gateway; valid at every gateway with the same registry and key ring. */
export interface MintedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Label of the key ring under which session tokens are sealed. */
export const SESSION_LABEL = "gateway session token";
const SECRET_LABEL = "gateway session secret";

/** Stands between the key's id and the sealed claims, where aliases of `mc` and URLs take no colon. */
const SEPARATOR = "~";

/**
 * Make temporary credentials: the session token holds the claims, sealed with the key ring's primary key, and the secret
 * is derived from the access key id. Nothing is kept anywhere; who opens the token checks the registry besides.
 *
 * @throws IntegrityError when the ring's primary key cannot be used.
 */
export async function mintCredentials(ring: KeyRing, claims: SessionClaims): Promise<MintedCredentials> {
  const accessKeyId = newAccessKeyId();
  const payload = Buffer.from(JSON.stringify({ ...claims, accessKeyId }));
  const sealed = await sealSecret(ring, SESSION_LABEL, payload);
  return {
    accessKeyId,
    secretAccessKey: await sessionSecret(ring, accessKeyId, ring.primaryId),
    sessionToken: sealed.replace(":", SEPARATOR),
    expiration: new Date(claims.expiresAt),
  };
}

/** The secret of minted credentials, whose token was sealed with this key of the ring. */
export async function sessionSecret(ring: KeyRing, accessKeyId: string, keyId: string): Promise<string> {
  const key = await deriveSecret(ring, SECRET_LABEL, keyId);
  return createHmac("sha256", key).update(accessKeyId).digest("base64url").slice(0, SECRET_LENGTH);
}

/** The sealed claims in a session token, as the key ring knows them, and the key's id; undefined: it is none of ours. */
export function sealedClaimsOf(
  sessionToken: string,
): { readonly keyId: string; readonly sealed: string } | undefined {
  const [, keyId, message] = /^s1\.([A-Za-z0-9._-]{1,32})~([A-Za-z0-9_-]+)$/.exec(sessionToken) ?? [];
  if (keyId === undefined || message === undefined) return undefined;
  return { keyId, sealed: `s1.${keyId}:${message}` };
}

/** Whether an access key id is of the form of minted credentials; a user's own begins otherwise. */
export function isMinted(accessKeyId: string): boolean {
  return accessKeyId.startsWith(PREFIX);
}

/** As long as AWS's, which some clients check. */
const SECRET_LENGTH = 40;
const PREFIX = "S3KS";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function newAccessKeyId(): string {
  return PREFIX + Array.from(randomBytes(16), (byte) => LETTERS.charAt(byte % 32)).join("");
}
