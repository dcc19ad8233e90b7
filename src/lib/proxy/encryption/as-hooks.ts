import type { HookEvent } from "../hooks/hook-api.js";

/** Encryption under the names that the hooks of s3-hooked had for it. */
interface EncryptionHook {
  readonly event: HookEvent;
  readonly name: "hook_encrypt_data" | "hook_decrypt_data";
}

/**
 * What encryption is in the order of hooks: the last that sees an upload, and the first that sees a download. They are stages, not
 * hooks: nothing can come between them and the store, and no configuration of hooks takes them away.
 */
export const ENCRYPTION_HOOKS: readonly EncryptionHook[] = [
  { event: "preUploadUnsafe", name: "hook_encrypt_data" },
  { event: "postRetrieve", name: "hook_decrypt_data" },
];
