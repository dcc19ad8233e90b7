/** Names of that many objects, with 200 bytes each: 20 MB. */
const MAX_ENTRIES = 100_000;

/** Which objects of mixed buckets are encrypted, by bucket, key and ETag: what an ETag stands for does not change. */
export class SizeCache {
  readonly #isEncrypted = new Map<string, boolean>();

  find(name: string): boolean | undefined {
    return this.#isEncrypted.get(name);
  }

  keep(name: string, isEncrypted: boolean): void {
    this.#isEncrypted.set(name, isEncrypted);
    if (this.#isEncrypted.size <= MAX_ENTRIES) return;
    const [oldest = ""] = this.#isEncrypted.keys();
    this.#isEncrypted.delete(oldest);
  }
}
