import type { ConnectionSettings } from "../config/connection-settings.js";
import { AccessDeniedError } from "../errors/s3kit-error.js";
import { readAuthorities } from "../s3/certificate-authorities.js";
import { translateError } from "../s3/translate-error.js";
import type { CheckPresignedInput } from "./check-presigned.js";

/** What a connection adds to a check: its credentials, if it has any, and the authorities that it trusts. */
export async function connectionSigner(
  settings: ConnectionSettings,
): Promise<Pick<CheckPresignedInput, "credentials" | "authorities">> {
  const [credentials, authorities] = await Promise.all([
    credentialsIfAny(settings),
    readAuthorities(settings.caFile),
  ]);
  return { credentials, authorities };
}

async function credentialsIfAny({
  credentials,
}: ConnectionSettings): Promise<CheckPresignedInput["credentials"]> {
  if (typeof credentials !== "function") return credentials;
  try {
    return await credentials();
  } catch (error) {
    if (translateError(error) instanceof AccessDeniedError) return undefined;
    throw error;
  }
}
