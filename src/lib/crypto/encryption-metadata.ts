import { encryptionError } from "./encryption-failure.js";
import { SALT_BYTES } from "./sizes.js";

/** The header of the user metadata that makes an object an encrypted one. */
export const ENCRYPTION_HEADER = "x-amz-meta-s3kit-enc";

export interface EncryptionMetadata {
  /** Which key of the ring wrapped the object's key. */
  readonly keyId: string;
  /** The wrapped key: for keys of the ring itself 104 bytes, else what their provider made. */
  readonly wrapped: Buffer;
  /** Salt of the content; only a PutObject has it here, so that ranges need no look at the trailer. */
  readonly salt?: Buffer | undefined;
}

const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/** Whether a text can name a key. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** The value of the metadata: 150 characters, 185 with a salt. */
export function formatEncryptionMetadata({ keyId, wrapped, salt }: EncryptionMetadata): string {
  const fields = [`v=1`, `k=${keyId}`, `w=${wrapped.toString("base64url")}`];
  if (salt !== undefined) fields.push(`s=${salt.toString("base64url")}`);
  return fields.join(";");
}

/**
 * Read the value of the metadata. Strict: what this program does not know, it must not ignore.
 *
 * @throws IntegrityError `UnknownFormat`
 */
export function parseEncryptionMetadata(text: string): EncryptionMetadata {
  const fields = parseFields(text);
  const version = fields.get("v");
  if (version !== undefined && version !== "1") throw newerVersion(version);
  const [keyId, wrapped, salt] = [fields.get("k"), decode(fields.get("w")), fields.get("s")];
  const saltBytes = decode(salt);
  const isComplete = version === "1" && keyId !== undefined && isKeyId(keyId) && wrapped !== undefined;
  const isSaltRight = salt === undefined || saltBytes?.length === SALT_BYTES;
  if (!isComplete || !isSaltRight || fields.size !== (salt === undefined ? 3 : 4)) throw unreadable();
  return { keyId, wrapped, ...(saltBytes === undefined ? {} : { salt: saltBytes }) };
}

function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of text.split(";")) {
    const [, name, value] = /^([a-z]+)=(.*)$/.exec(field) ?? [];
    if (name === undefined || value === undefined || fields.has(name)) throw unreadable();
    fields.set(name, value);
  }
  return fields;
}

/** Base64url without padding, spelled the one right way. */
function decode(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === "") return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

function newerVersion(version: string) {
  return encryptionError(
    "UnknownFormat",
    `The object is encrypted in version ${version.slice(0, 20)} of the format`,
    {
      hints: ["Use a newer s3kit: this one knows version 1"],
    },
  );
}

function unreadable() {
  return encryptionError("UnknownFormat", "The object's encryption metadata cannot be understood", {
    hints: ["It was changed, or was not written by s3kit"],
  });
}
