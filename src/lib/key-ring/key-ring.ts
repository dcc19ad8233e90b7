import type { ObjectName } from "../crypto/contexts.js";
import type { EncryptionMetadata } from "../crypto/encryption-metadata.js";
import { encryptionError } from "../crypto/encryption-failure.js";
import { ConfigurationError } from "../errors/s3kit-error.js";

/** One key that wraps objects' keys; wherever it is kept. */
export interface RingKey {
  readonly id: string;
  /** `local`: the ring holds the bytes; `aws-kms`: AWS KMS does, and never gives them out. */
  readonly provider: "local" | "aws-kms";
  /** Out of use: opens nothing any more, unless it is put back. */
  readonly isRetired: boolean;
  /** Wrap an object's key, 32 bytes, for one name. */
  wrap(objectKey: Buffer, name: ObjectName): Promise<Buffer>;
  /** @throws IntegrityError `WrongKey` or `Damaged` when it was not wrapped with this key for this name */
  unwrap(wrapped: Buffer, name: ObjectName): Promise<Buffer>;
  /** 32 bytes, always the same, of which secrets are derived: see `deriveSecret`. */
  secretSeed(): Promise<Buffer>;
}

/** Keys under ids; new objects are wrapped with the primary one, the others only read. */
export interface KeyRing {
  readonly primaryId: string;
  /** Of all keys, retired ones too, in the order of the ring. */
  readonly ids: readonly string[];
  isRetired(id: string): boolean;
  /** @throws IntegrityError `NoSuchKey` or `RetiredKey` */
  key(id: string): RingKey;
  /** Wrap an object's key with the primary key. The salt of a PutObject is the caller's to add. */
  wrap(objectKey: Buffer, name: ObjectName): Promise<EncryptionMetadata>;
  /**
   * The object's key, 32 bytes.
   *
   * @throws IntegrityError `NoSuchKey`, `RetiredKey`, `WrongKey` (another key, name or namespace) or `Damaged`
   */
  unwrap(metadata: EncryptionMetadata, name: ObjectName): Promise<Buffer>;
}

/** A ring of keys that are at hand. @throws ConfigurationError when the primary key is missing or retired */
export function createKeyRing(keys: readonly RingKey[], primaryId: string): KeyRing {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const primary = byId.get(primaryId);
  if (primary === undefined || primary.isRetired) {
    throw new ConfigurationError(
      `The key ring's primary key ${primaryId} is ${primary === undefined ? "missing" : "retired"}`,
      {
        code: "NoPrimaryKey",
        hints: ["Name another: s3kit key primary ID"],
      },
    );
  }
  const usable = (id: string) => usableKey(byId, id);
  return {
    primaryId,
    ids: [...byId.keys()],
    isRetired: (id) => byId.get(id)?.isRetired === true,
    key: usable,
    wrap: async (objectKey, name) => ({ keyId: primaryId, wrapped: await primary.wrap(objectKey, name) }),
    unwrap: async ({ keyId, wrapped }, name) => usable(keyId).unwrap(wrapped, name),
  };
}

function usableKey(keys: ReadonlyMap<string, RingKey>, id: string): RingKey {
  const key = keys.get(id);
  if (key === undefined) {
    throw encryptionError("NoSuchKey", `The key ring has no key ${id}`, {
      hints: [`Bring it: s3kit key import --id ${id} -, or restore a backup with s3kit key import FILE`],
    });
  }
  if (key.isRetired) {
    throw encryptionError("RetiredKey", `The key ${id} is retired`, {
      hints: [`Put it back into use: s3kit key retire ${id} --undo`],
    });
  }
  return key;
}
