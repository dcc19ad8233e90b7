import { isKeyId } from "../crypto/encryption-metadata.js";
import { KEY_BYTES } from "../crypto/sizes.js";
import { ConfigurationError } from "../errors/s3kit-error.js";

/** A key of which the ring holds the bytes. */
export interface LocalKeyEntry {
  readonly type: "local";
  /** 64 hexadecimal digits. */
  readonly key: string;
}

/** A key that AWS KMS holds. */
export interface KmsKeyEntry {
  readonly type: "aws-kms";
  /** Id, ARN or alias. */
  readonly keyId: string;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  /** 32 random bytes as KMS encrypted them, base64: what secrets are derived of. */
  readonly seed: string;
}

export type RingEntry = (LocalKeyEntry | KmsKeyEntry) & {
  /** ISO 8601. */
  readonly createdAt?: string | undefined;
  readonly retiredAt?: string | undefined;
};

/** The content of a ring: keys by id in the order added. */
export interface RingDocument {
  readonly format: "s3kit.ring.v1";
  readonly primary: string;
  readonly keys: Readonly<Record<string, RingEntry>>;
}

/**
 * Read a ring: its JSON document, or in short `ID:HEX` pairs with commas between them, the first one primary. `origin`
 * names it in errors.
 *
 * @throws ConfigurationError; its message never holds key material
 */
export function parseRing(text: string, origin: string): RingDocument {
  const trimmed = text.trim();
  return trimmed.startsWith("{") ? parseDocument(trimmed, origin) : parsePairs(trimmed, origin);
}

/** Whether a text is a local key as rings hold it. */
export function isKeyHex(text: unknown): text is string {
  return typeof text === "string" && text.length === 2 * KEY_BYTES && /^[0-9a-f]*$/i.test(text);
}

function parseDocument(text: string, origin: string): RingDocument {
  const value = parseJson(text, origin);
  const { format, primary, keys } = value;
  if (format !== "s3kit.ring.v1") throw damaged(origin, "it is not a key ring of format s3kit.ring.v1");
  if (typeof keys !== "object" || keys === null || Array.isArray(keys))
    throw damaged(origin, "it has no keys");
  const entries = Object.entries(keys).map(([id, entry]) => [id, parseEntry(id, entry, origin)] as const);
  if (typeof primary !== "string" || !entries.some(([id]) => id === primary)) {
    throw damaged(origin, "its primary key is not among its keys");
  }
  return { format, primary, keys: Object.fromEntries(entries) };
}

function parseJson(text: string, origin: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    // Not as a cause: the parser's message quotes the text, which holds keys.
    throw damaged(origin, "it is not JSON");
  }
}

function parseEntry(id: string, value: unknown, origin: string): RingEntry {
  const entry = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (!isKeyId(id)) throw damaged(origin, `${JSON.stringify(id)} is no key id`);
  const texts = ["createdAt", "retiredAt", "region", "endpoint"].map((name) => entry[name]);
  const isLocal = entry["type"] === "local" && isKeyHex(entry["key"]);
  const isKms = entry["type"] === "aws-kms" && isText(entry["keyId"]) && isText(entry["seed"]);
  if ((isLocal || isKms) && texts.every((text) => text === undefined || isText(text)))
    return value as RingEntry;
  throw damaged(origin, `its key ${id} is not one`);
}

function parsePairs(text: string, origin: string): RingDocument {
  const pairs = text.split(",").map((pair) => pair.trim().split(":"));
  const entries = pairs.map(([id = "", key, ...more]): [string, RingEntry] => {
    if (!isKeyId(id) || !isKeyHex(key) || more.length > 0) {
      throw damaged(origin, "it is neither a JSON document nor ID:HEX pairs with 64 hexadecimal digits each");
    }
    return [id, { type: "local", key }];
  });
  const keys = Object.fromEntries(entries);
  if (Object.keys(keys).length !== entries.length) throw damaged(origin, "an id is there twice");
  return { format: "s3kit.ring.v1", primary: entries[0]?.[0] ?? "", keys };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function damaged(origin: string, why: string): ConfigurationError {
  return new ConfigurationError(`The key ring ${origin} cannot be used: ${why}`, {
    code: "DamagedKeyRing",
    hints: ["Restore it from a backup: s3kit key import BACKUP"],
  });
}
