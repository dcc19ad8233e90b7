import { createHash, randomBytes } from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";
import { wrapContext, type ObjectName } from "../crypto/contexts.js";
import { encryptionError } from "../crypto/encryption-failure.js";
import { KEY_BYTES } from "../crypto/sizes.js";
import { translateKmsError } from "./kms-failure.js";
import type { RingKey } from "./key-ring.js";
import type { KmsKeyEntry } from "./ring-document.js";

/** So many unwrapped keys are remembered, that ranges of one object do not ask KMS again and again. */
const REMEMBERED_KEYS = 1024;

/** A key that AWS KMS holds: a wrapped key is what its Encrypt gave. One request a wrap, and one for each first unwrap. */
export function createKmsKey(id: string, entry: KmsKeyEntry, { isRetired = false } = {}): RingKey {
  const kms = new KmsConnection(entry);
  const remembered = new Map<string, Buffer>();
  let seed: Promise<Buffer> | undefined;
  return {
    id,
    provider: "aws-kms",
    isRetired,
    wrap: async (objectKey, name) => kms.encrypt(objectKey, objectBinding(id, name)),
    unwrap: async (wrapped, name) => {
      const binding = objectBinding(id, name);
      const place = `${binding["s3kit-binding"] ?? ""}:${wrapped.toString("base64")}`;
      const known =
        remembered.get(place) ??
        (await kms.decrypt(wrapped, binding, `The key of ${name.namespace}/${name.key}`));
      remember(remembered, place, known);
      return known;
    },
    secretSeed: async () => {
      seed ??= kms
        .decrypt(Buffer.from(entry.seed, "base64"), seedBinding(id), "The ring's seed")
        .catch((error: unknown) => {
          seed = undefined;
          throw error;
        });
      return seed;
    },
  };
}

/** Make the ring's entry for a key of KMS, which is asked to encrypt the seed: so the key works, or this fails. */
export async function createKmsEntry(
  id: string,
  place: Pick<KmsKeyEntry, "keyId" | "region" | "endpoint">,
): Promise<KmsKeyEntry> {
  const seed = await new KmsConnection(place).encrypt(randomBytes(KEY_BYTES), seedBinding(id));
  return { type: "aws-kms", ...place, seed: seed.toString("base64") };
}

type Binding = Readonly<Record<string, string>>;

/** KMS logs the context in clear, so names go in as a hash; it refuses to decrypt under another context. */
function objectBinding(id: string, name: ObjectName): Binding {
  return {
    "s3kit-format": "s3kit.enc.v1",
    "s3kit-binding": createHash("sha256").update(wrapContext(id, name)).digest("base64url"),
  };
}

function seedBinding(id: string): Binding {
  return { "s3kit-format": "s3kit.ring.v1", "s3kit-key": id };
}

/** The oldest go first. */
function remember(keys: Map<string, Buffer>, place: string, key: Buffer): void {
  keys.delete(place);
  keys.set(place, key);
  const oldest = keys.keys().next();
  if (keys.size > REMEMBERED_KEYS && oldest.done !== true) keys.delete(oldest.value);
}

/** Opened at the first request: most commands that read a ring never ask KMS. */
class KmsConnection {
  readonly #place: Pick<KmsKeyEntry, "keyId" | "region" | "endpoint">;
  #client: Promise<KMSClient> | undefined;

  constructor(place: Pick<KmsKeyEntry, "keyId" | "region" | "endpoint">) {
    this.#place = place;
  }

  async encrypt(plaintext: Buffer, binding: Binding): Promise<Buffer> {
    const { EncryptCommand } = await import("@aws-sdk/client-kms");
    const client = await this.#open();
    const { keyId } = this.#place;
    const command = new EncryptCommand({ KeyId: keyId, Plaintext: plaintext, EncryptionContext: binding });
    const { CiphertextBlob } = await client.send(command).catch((error: unknown) => {
      throw translateKmsError(error, keyId);
    });
    if (CiphertextBlob === undefined) throw emptyAnswer();
    return Buffer.from(CiphertextBlob);
  }

  async decrypt(ciphertext: Buffer, binding: Binding, what: string): Promise<Buffer> {
    const { DecryptCommand, InvalidCiphertextException, IncorrectKeyException } =
      await import("@aws-sdk/client-kms");
    const client = await this.#open();
    try {
      const { Plaintext } = await client.send(
        new DecryptCommand({
          KeyId: this.#place.keyId,
          CiphertextBlob: ciphertext,
          EncryptionContext: binding,
        }),
      );
      if (Plaintext?.length !== KEY_BYTES) throw emptyAnswer();
      return Buffer.from(Plaintext);
    } catch (cause) {
      const isRefusal = cause instanceof InvalidCiphertextException || cause instanceof IncorrectKeyException;
      if (!isRefusal) throw translateKmsError(cause, this.#place.keyId);
      throw encryptionError("WrongKey", `${what} was sealed with another key or under another name`, {
        cause,
      });
    }
  }

  async #open(): Promise<KMSClient> {
    this.#client ??= openClient(this.#place);
    return this.#client;
  }
}

async function openClient({
  region,
  endpoint,
}: Pick<KmsKeyEntry, "region" | "endpoint">): Promise<KMSClient> {
  const { KMSClient } = await import("@aws-sdk/client-kms");
  return new KMSClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

function emptyAnswer() {
  return encryptionError("Damaged", "AWS KMS answered without a key of 32 bytes");
}
