import { IntegrityError } from "../errors/s3kit-error.js";

/**
 * Why ciphertext could not be opened; the `code` of the {@link IntegrityError}.
 * - `WrongKey`: the key's commitment differs. Another key, another name or namespace, or a changed wrap.
 * - `Damaged`: bytes, lengths or their order are not those that were sealed.
 * - `UnknownFormat`: the metadata is not s3kit's, or of a version that this program does not know.
 * - `NoSuchKey`, `RetiredKey`: the key ring lacks the key, or has it out of use.
 * - `NotEncrypted`: there is no encryption metadata at all.
 */
export type EncryptionFailure =
  | "WrongKey"
  | "Damaged"
  | "UnknownFormat"
  | "NoSuchKey"
  | "RetiredKey"
  | "NotEncrypted";

/** An {@link IntegrityError} whose `code` is one of {@link EncryptionFailure}. */
export function encryptionError(
  code: EncryptionFailure,
  message: string,
  options: { readonly hints?: readonly string[]; readonly cause?: unknown } = {},
): IntegrityError {
  return new IntegrityError(message, { code, ...options });
}
