import { ConfigurationError } from "../../errors/s3kit-error.js";
import { loadKeyRing } from "../../key-ring/load-key-ring.js";
import type { RingSource } from "../../key-ring/ring-source.js";
import type { Handler, S3Request, Stage } from "../../wire/exchange.js";
import { reasonOf } from "../upstream/upstream-failure.js";
import { checkCanary } from "./check-canary.js";
import { encryptionStage } from "./encryption-stage.js";
import type { EncryptionSettings } from "./encryption-settings.js";

/** What a proxy needs to encrypt. */
export interface EncryptionSetup {
  readonly ring: RingSource;
  readonly settings: EncryptionSettings;
}

export interface EncryptedStore {
  readonly handler: Handler;
  readonly report: (request: S3Request, error: unknown) => void;
}

/**
 * The stage that encrypts before a store, once its key ring was read and found to open what the store holds. A store that does not
 * answer yet is no reason not to start.
 *
 * @param note told of what was not checked, and of what does not open.
 * @throws ConfigurationError, NotFoundError when the ring cannot be read, or is not the one that the store's objects need
 */
export async function openEncryption(
  { ring: source, settings }: EncryptionSetup,
  { handler, report }: EncryptedStore,
  note: (text: string) => void,
): Promise<readonly Stage[]> {
  const ring = await loadKeyRing(source);
  try {
    const doubt = await checkCanary(handler, ring, settings);
    if (doubt !== undefined) note(doubt);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    note(`Whether the key ring opens what the store holds could not be checked: ${reasonOf(error)}`);
  }
  return [encryptionStage({ ring, settings, report })];
}
