import { wrapContext, type ObjectName } from "../crypto/contexts.js";
import { encryptionError } from "../crypto/encryption-failure.js";
import { openMessage, sealMessage } from "../crypto/message.js";
import { KEY_BYTES, sealedSize } from "../crypto/sizes.js";
import type { RingKey } from "./key-ring.js";

/** A key whose 32 bytes the ring itself holds. */
export function createLocalKey(id: string, bytes: Buffer, { isRetired = false } = {}): RingKey {
  return {
    id,
    provider: "local",
    isRetired,
    wrap: async (objectKey, name) => Promise.resolve(sealMessage(bytes, wrapContext(id, name), objectKey)),
    unwrap: async (wrapped, name) => Promise.resolve().then(() => unwrap(id, bytes, wrapped, name)),
    secretSeed: async () => Promise.resolve(bytes),
  };
}

function unwrap(id: string, bytes: Buffer, wrapped: Buffer, name: ObjectName): Buffer {
  const what = `The key of ${name.namespace}/${name.key}`;
  if (wrapped.length !== sealedSize(KEY_BYTES))
    throw encryptionError("Damaged", `${what} is of a wrong length`);
  return openMessage(bytes, wrapContext(id, name), wrapped, what);
}
