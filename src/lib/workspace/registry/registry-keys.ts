import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { deriveSecret, openSecret, sealSecret } from "../../key-ring/secrets.js";

/**
 * What the key ring does for one registry: it authenticates what the registry writes, so that objects changed behind
 * its back are found, and seals the secrets in it. Bound to the bucket's name: what one registry wrote is nothing in
 * another.
 */
export class RegistryKeys {
  readonly #ring: KeyRing;
  readonly #label: string;
  readonly #macKeys = new Map<string, Promise<Buffer>>();

  constructor(ring: KeyRing, bucket: string) {
    this.#ring = ring;
    this.#label = `registry/${bucket}`;
  }

  /** Authenticate some bytes as this kind of object. */
  async sign(kind: ObjectKind, content: Uint8Array): Promise<Authentication> {
    const keyId = this.#ring.primaryId;
    return { keyId, mac: (await this.#mac(kind, content, keyId)).toString("base64url") };
  }

  /** Whether this registry signed these bytes as this kind of object. @throws IntegrityError without the key */
  async verify(kind: ObjectKind, content: Uint8Array, { keyId, mac }: Authentication): Promise<boolean> {
    const expected = await this.#mac(kind, content, keyId);
    const given = Buffer.from(mac, "base64url");
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** Seal a secret of the record of that id. */
  async seal(recordId: string, secret: string): Promise<string> {
    return sealSecret(this.#ring, `${this.#label}/${recordId}`, Buffer.from(secret));
  }

  /** Open what {@link seal} sealed for the record of that id. @throws IntegrityError */
  async open(recordId: string, sealed: string): Promise<string> {
    return (await openSecret(this.#ring, `${this.#label}/${recordId}`, sealed)).toString();
  }

  async #mac(kind: ObjectKind, content: Uint8Array, keyId: string): Promise<Buffer> {
    const key = this.#macKeys.get(keyId) ?? deriveSecret(this.#ring, `${this.#label}/mac`, keyId);
    this.#macKeys.set(keyId, key);
    return createHmac("sha256", await key)
      .update(`s3kit.registry.v1 ${kind}\0`)
      .update(content)
      .digest();
  }
}

export type ObjectKind = "entry" | "snapshot" | "audit";

export interface Authentication {
  readonly keyId: string;
  readonly mac: string;
}
