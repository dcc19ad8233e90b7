import { randomBytes } from "node:crypto";
import { isKeyId } from "../crypto/encryption-metadata.js";
import { KEY_BYTES } from "../crypto/sizes.js";
import { ConflictError, NotFoundError, UsageError } from "../errors/s3kit-error.js";
import { isKeyHex, type RingDocument, type RingEntry } from "./ring-document.js";

/** A name that no other key has: the day and eight random digits. */
export function newKeyId(now: Date): string {
  return `k${now.toISOString().slice(0, 10).replaceAll("-", "")}-${randomBytes(4).toString("hex")}`;
}

/** A new key of random bytes. */
export function newLocalEntry(now: Date): RingEntry {
  return { type: "local", key: randomBytes(KEY_BYTES).toString("hex"), createdAt: now.toISOString() };
}

/** A key from 64 hexadecimal digits, white space around them allowed. @throws UsageError, which never quotes them */
export function localEntryOf(text: string, now: Date): RingEntry {
  const key = text.trim().toLowerCase();
  if (!isKeyHex(key)) {
    throw new UsageError("This is no key: 64 hexadecimal digits are", { code: "InvalidKey" });
  }
  return { type: "local", key, createdAt: now.toISOString() };
}

/**
 * A ring with one more key; the first one is its primary key, another one where asked for. The same key under the same id
 * changes nothing.
 *
 * @throws ConflictError when the id has another key
 */
export function withKey(
  ring: RingDocument | undefined,
  id: string,
  entry: RingEntry,
  { isPrimary = false } = {},
): RingDocument {
  assertKeyId(id);
  const present = ring !== undefined && Object.hasOwn(ring.keys, id) ? ring.keys[id] : undefined;
  if (present !== undefined && !isSameKey(present, entry)) {
    throw new ConflictError(`The ring has another key ${id}`, {
      code: "KeyExists",
      hints: ["Choose another id; objects name the id of the key that they were encrypted with"],
    });
  }
  const added: RingDocument = {
    format: "s3kit.ring.v1",
    primary: ring?.primary ?? id,
    keys: present === undefined ? { ...ring?.keys, [id]: entry } : (ring?.keys ?? {}),
  };
  if (isPrimary) return withPrimary(added, id);
  return ring !== undefined && present !== undefined ? ring : added;
}

/** A ring whose new objects another key wraps. @throws NotFoundError, ConflictError when it is retired */
export function withPrimary(ring: RingDocument, id: string): RingDocument {
  if (entryOf(ring, id).retiredAt !== undefined) {
    throw new ConflictError(`The key ${id} is retired`, {
      code: "RetiredKey",
      hints: [`Put it back into use first: s3kit key retire ${id} --undo`],
    });
  }
  return { ...ring, primary: id };
}

/** A ring that no longer opens what a key wrapped; the key stays in it. @throws NotFoundError, ConflictError for the primary one */
export function withRetired(ring: RingDocument, id: string, now: Date): RingDocument {
  const entry = entryOf(ring, id);
  if (ring.primary === id) {
    throw new ConflictError(`The key ${id} is the primary one`, {
      code: "PrimaryKey",
      hints: ["Make another primary first: s3kit key primary ID"],
    });
  }
  if (entry.retiredAt !== undefined) return ring;
  return { ...ring, keys: { ...ring.keys, [id]: { ...entry, retiredAt: now.toISOString() } } };
}

/** A ring with a retired key back in use. @throws NotFoundError */
export function withoutRetired(ring: RingDocument, id: string): RingDocument {
  const { retiredAt, ...entry } = entryOf(ring, id);
  return retiredAt === undefined ? ring : { ...ring, keys: { ...ring.keys, [id]: entry } };
}

/**
 * A ring that also has the keys of another one, which gives the primary key only where there was no ring.
 *
 * @throws ConflictError when both have different keys under one id
 */
export function merged(ring: RingDocument | undefined, other: RingDocument): RingDocument {
  if (ring === undefined) return other;
  let result = ring;
  for (const [id, entry] of Object.entries(other.keys)) result = withKey(result, id, entry);
  return result;
}

/** The entry of a key. @throws NotFoundError */
export function entryOf(ring: RingDocument, id: string): RingEntry {
  const entry = Object.hasOwn(ring.keys, id) ? ring.keys[id] : undefined;
  if (entry !== undefined) return entry;
  throw new NotFoundError(`The ring has no key ${id}`, {
    code: "NoSuchKey",
    hints: ["See which there are: s3kit key list"],
  });
}

function isSameKey(one: RingEntry, other: RingEntry): boolean {
  if (one.type === "local")
    return other.type === "local" && one.key.toLowerCase() === other.key.toLowerCase();
  return other.type === "aws-kms" && one.keyId === other.keyId && one.seed === other.seed;
}

function assertKeyId(id: string): void {
  if (isKeyId(id)) return;
  throw new UsageError(`${JSON.stringify(id)} cannot be a key's id`, {
    code: "InvalidKeyId",
    hints: ["Use 1 to 32 letters, digits, dots, underscores and hyphens"],
  });
}
