import { hkdfSync } from "node:crypto";
import { secretContext } from "../crypto/contexts.js";
import { encryptionError } from "../crypto/encryption-failure.js";
import { openMessage, sealMessage } from "../crypto/message.js";
import { KEY_BYTES } from "../crypto/sizes.js";
import type { KeyRing } from "./key-ring.js";

const DERIVATION = "s3kit.secret.v1";

/**
 * 32 bytes that only who has the ring can compute: always the same for a key and a label. What was derived outlives a
 * change of the primary key when the key's id is kept with it; the default is the primary one.
 *
 * @throws IntegrityError `NoSuchKey` or `RetiredKey`
 */
export async function deriveSecret(ring: KeyRing, label: string, keyId = ring.primaryId): Promise<Buffer> {
  const seed = await ring.key(keyId).secretSeed();
  return Buffer.from(hkdfSync("sha512", seed, DERIVATION, label, KEY_BYTES));
}

/** Seal a secret that is no object's, with the primary key; the text (`s1.<key id>:<base64url>`) may be kept anywhere. */
export async function sealSecret(ring: KeyRing, label: string, secret: Uint8Array): Promise<string> {
  const keyId = ring.primaryId;
  const key = await deriveSecret(ring, label, keyId);
  return `s1.${keyId}:${sealMessage(key, secretContext(keyId, label), secret).toString("base64url")}`;
}

/**
 * Open what {@link sealSecret} sealed under the same label, whichever key was primary then.
 *
 * @throws IntegrityError `UnknownFormat`, `NoSuchKey`, `RetiredKey`, `WrongKey` (also: another label) or `Damaged`
 */
export async function openSecret(ring: KeyRing, label: string, text: string): Promise<Buffer> {
  const [, keyId, sealed] = /^s1\.([A-Za-z0-9._-]{1,32}):([A-Za-z0-9_-]+)$/.exec(text) ?? [];
  if (keyId === undefined || sealed === undefined) {
    throw encryptionError("UnknownFormat", "This is not a secret that s3kit sealed");
  }
  const key = await deriveSecret(ring, label, keyId);
  const message = Buffer.from(sealed, "base64url");
  return openMessage(key, secretContext(keyId, label), message, `The secret "${label}"`);
}
