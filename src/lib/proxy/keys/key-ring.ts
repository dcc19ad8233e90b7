import type { SecretLookup } from "../../wire/auth/credentials.js";
import type { ProxyKey } from "./proxy-key.js";

/** The key pairs that a running proxy takes; replaced as a whole when they are read again. */
export class KeyRing {
  #keys: ReadonlyMap<string, ProxyKey> = new Map();

  constructor(keys: readonly ProxyKey[]) {
    this.replace(keys);
  }

  replace(keys: readonly ProxyKey[]): void {
    this.#keys = new Map(keys.map((key) => [key.accessKeyId, key]));
  }

  find(accessKeyId: string): ProxyKey | undefined {
    return this.#keys.get(accessKeyId);
  }

  readonly secrets: SecretLookup = async (accessKeyId) => Promise.resolve(this.#keys.get(accessKeyId));
}
