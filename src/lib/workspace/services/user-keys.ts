import { createHash, randomBytes } from "node:crypto";
import type { UserKey } from "../registry/records.js";
import type { RegistryKeys } from "../registry/registry-keys.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export interface NewKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sealedSecret: string;
}

/** A key pair for a user, with the lengths of AWS's own, which some clients check. */
export async function newUserKey(keys: RegistryKeys, userId: string): Promise<NewKey> {
  const suffix = Array.from(randomBytes(16), (byte) => LETTERS.charAt(byte % 32)).join("");
  const secretAccessKey = randomBytes(30).toString("base64url");
  return {
    accessKeyId: `S3KU${suffix}`,
    secretAccessKey,
    sealedSecret: await keys.seal(userId, secretAccessKey),
  };
}

/** What the registry keeps of a new key. */
export function keptKey({ accessKeyId, sealedSecret }: NewKey, at: Date): UserKey {
  return { accessKeyId, sealedSecret, createdAt: at.toISOString() };
}

/** A code or token that nobody guesses, in letters that URLs and shells take as they are. */
export function newSecretCode(): string {
  return randomBytes(24).toString("base64url");
}

/** What is kept of a code: enough to know it again. Codes are random, so that no slower hash is needed. */
export function hashCode(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}
