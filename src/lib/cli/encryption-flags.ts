import { Flags } from "@oclif/core";
import type { KeyRing } from "../key-ring/key-ring.js";
import type { TransferEncryption } from "../transfer/transfer-options.js";
import { ringFlag, ringSource } from "./ring-flags.js";

const GROUP = "ENCRYPTION";

/** `--namespace`, the same on every command that encrypts or decrypts. */
export const namespaceFlag = Flags.string({
  helpValue: "NAME",
  description: "name that keys are bound to instead of the bucket's: of a replica or a renamed bucket",
});

/** The flags of commands that encrypt and decrypt on the way. */
export const encryptionFlags = {
  encrypt: Flags.boolean({ helpGroup: GROUP, description: "seal objects before they are sent" }),
  decrypt: Flags.boolean({ helpGroup: GROUP, description: "open objects; only authentic bytes are written" }),
  ring: ringFlag,
  namespace: namespaceFlag,
};

export interface ParsedEncryptionFlags {
  readonly encrypt?: boolean | undefined;
  readonly decrypt?: boolean | undefined;
  readonly ring?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What the flags ask for; undefined: neither to encrypt nor to decrypt. Reads the key ring otherwise. */
export async function readEncryption(
  { encrypt = false, decrypt = false, ring, namespace }: ParsedEncryptionFlags,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<TransferEncryption | undefined> {
  if (!encrypt && !decrypt) return undefined;
  return { ring: await readRing(ring, env, signal), namespace, encrypts: encrypt, decrypts: decrypt };
}

/** The key ring that `--ring` names, or the default one. */
export async function readRing(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<KeyRing> {
  const { loadKeyRing } = await import("../key-ring/load-key-ring.js");
  return loadKeyRing(ringSource(flag, env), { env, signal });
}
