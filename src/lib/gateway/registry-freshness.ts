import type { Registry } from "../workspace/registry/registry.js";
import { S3Error } from "../wire/s3-error.js";

/** How often the registry is asked for what others wrote. */
export const FOLLOW_INTERVAL_MS = 500;
/** Older than this, nothing is decided by it: what was revoked has to be refused within two seconds. */
const MAX_AGE_MS = 1500;

/**
 * Make sure that what is known of the registry is new enough to decide by; asks for more when it is not.
 *
 * @throws S3Error ServiceUnavailable when the registry cannot be read, or was tampered with: then nobody is let in.
 */
export async function requireFresh(registry: Registry, maxAgeMs = MAX_AGE_MS): Promise<void> {
  if (registry.ageMs <= maxAgeMs) return;
  try {
    await registry.ensureFresh(maxAgeMs);
  } catch (cause) {
    throw new S3Error("ServiceUnavailable", "The gateway cannot read its registry. Please try again.", {
      cause,
    });
  }
}
