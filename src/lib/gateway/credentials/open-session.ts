import { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { openSecret } from "../../key-ring/secrets.js";
import { sealedClaimsOf, SESSION_LABEL, sessionSecret } from "./mint-credentials.js";
import type { SessionClaims } from "./session-claims.js";

/** Minted credentials as a request shows them, opened. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly claims: SessionClaims;
}

/**
 * Open the session token that came with an access key id; undefined when it was not made for it by this key ring, or was
 * changed. Says nothing of whether it is still good.
 */
export async function openSession(
  ring: KeyRing,
  accessKeyId: string,
  sessionToken: string,
): Promise<Session | undefined> {
  const parts = sealedClaimsOf(sessionToken);
  if (parts === undefined) return undefined;
  try {
    const payload = await openSecret(ring, SESSION_LABEL, parts.sealed);
    const claims = JSON.parse(payload.toString()) as SessionClaims & { readonly accessKeyId: string };
    if (claims.accessKeyId !== accessKeyId) return undefined;
    const secretAccessKey = await sessionSecret(ring, accessKeyId, parts.keyId);
    return { accessKeyId, secretAccessKey, sessionToken, claims };
  } catch (error) {
    // Retired, lost or wrong keys, and changed tokens: to the caller all of them are a token that is not valid.
    if (error instanceof IntegrityError) return undefined;
    throw error;
  }
}
