import type { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import type { Handler, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { protectionOf, type EncryptionSettings, type Protection } from "./encryption-settings.js";
import type { LayoutCache } from "./reading/layout-cache.js";
import type { SizeCache } from "./listing/size-cache.js";
import type { UploadCache } from "./multipart/upload-cache.js";

/** What the operations of one encrypting proxy share. */
export interface EncryptionContext {
  readonly ring: KeyRing;
  readonly settings: EncryptionSettings;
  /** The store, which sees ciphertext. */
  readonly next: Handler;
  readonly layouts: LayoutCache;
  readonly sizes: SizeCache;
  readonly uploads: UploadCache;
  /** Told of what clients are told less of, or nothing. */
  readonly report: (request: S3Request, error: unknown) => void;
  /** What one request may copy. */
  readonly copyLimits: CopyLimits;
}

export interface CopyLimits {
  /** Largest stored object that CopyObject takes; larger ones are copied in parts. */
  readonly objectBytes: number;
  readonly partBytes: number;
}

/** An object's name, and how it is protected. */
export interface ProtectedName {
  readonly bucket: string;
  readonly key: string;
  readonly protection: Protection;
}

/** The object that a request is about. */
export function nameOf({ bucket = "", key = "" }: S3Request, { settings }: EncryptionContext): ProtectedName {
  return { bucket, key, protection: protectionOf(settings, bucket, key) };
}

/** The name that an object's key is bound to. */
export function boundName({ key, protection }: ProtectedName): { namespace: string; key: string } {
  return { namespace: protection.namespace, key };
}

/**
 * What to tell a client of an object that cannot be opened. What is damaged is the store's failure, and another try may get the
 * bytes right; keys and formats are the state of the object, which no try changes.
 */
export function cannotBeOpened(error: IntegrityError): S3Error {
  if (error.code === "Damaged")
    return new S3Error("InternalError", "The stored object is not what was put there.", { cause: error });
  return new S3Error("InvalidObjectState", EXPLANATIONS[error.code] ?? "The object cannot be decrypted.", {
    cause: error,
  });
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  WrongKey: "The object was encrypted with another key or under another name.",
  NoSuchKey: "The key that the object was encrypted with is not in the proxy's key ring.",
  RetiredKey: "The key that the object was encrypted with is retired.",
  UnknownFormat: "The object is encrypted in a format that this proxy does not know.",
  NotEncrypted: "The object is not encrypted, and this proxy serves only objects that are.",
};
