import type { CallOptions } from "../../s3/call-options.js";
import type { ControlBucket } from "./control-bucket.js";
import { registryChanged } from "./log-entry.js";
import type { RegistryKeys } from "./registry-keys.js";
import { decodeSnapshot, encodeSnapshot, type Snapshot } from "./snapshot.js";

const FOLDER = "registry/snapshots/";
/** A reader has at most so many entries to read after a snapshot, and more where writing one takes longer… */
const ENTRIES_BETWEEN = 200;
const RECORDS_AN_ENTRY = 50;
/** …and at most so many bytes, or half of what the snapshot has, if that is more. */
const BYTES_BETWEEN = 4 * 1024 * 1024;
/** Older ones are removed: a reader may just be reading the last but one. */
const KEPT = 3;

/** Decides when a snapshot is due, writes it, and finds the newest. */
export class SnapshotKeeper {
  readonly #bucket: ControlBucket;
  readonly #keys: RegistryKeys;
  #entriesSince = 0;
  #bytesSince = 0;
  #sizeBytes = 0;

  constructor(bucket: ControlBucket, keys: RegistryKeys) {
    this.#bucket = bucket;
    this.#keys = keys;
  }

  /** Take note of an entry after the snapshot. */
  count(sizeBytes: number): void {
    this.#entriesSince += 1;
    this.#bytesSince += sizeBytes;
  }

  /** @param recordCount how many records a snapshot would have */
  isDue(recordCount: number): boolean {
    return (
      this.#entriesSince >= Math.max(ENTRIES_BETWEEN, recordCount / RECORDS_AN_ENTRY) ||
      this.#bytesSince >= Math.max(BYTES_BETWEEN, this.#sizeBytes / 2)
    );
  }

  /** Undefined when there is none. @throws IntegrityError `RegistryChanged` */
  async readNewest(options: CallOptions): Promise<Snapshot | undefined> {
    const name = (await this.#names(options)).at(-1);
    if (name === undefined) return undefined;
    const stored = await this.#bucket.read(name, options);
    if (stored === undefined) throw registryChanged(`${name} went away while it was read`);
    this.#begin(stored);
    return decodeSnapshot(stored, sequenceOf(name), this.#keys);
  }

  /** Write one, unless another writer did, and remove the oldest. */
  async write(snapshot: Snapshot, options: CallOptions): Promise<void> {
    const stored = await encodeSnapshot(snapshot, this.#keys);
    const name = `${FOLDER}${snapshot.sequence.toString().padStart(12, "0")}.gz`;
    await this.#bucket.create(name, stored, options);
    this.#begin(stored);
    const names = await this.#names(options);
    for (const old of names.slice(0, -KEPT)) await this.#bucket.remove(old, options);
  }

  #begin(stored: Buffer): void {
    this.#entriesSince = 0;
    this.#bytesSince = 0;
    // Stored ones are compressed, entries are not.
    this.#sizeBytes = stored.length * 8;
  }

  async #names(options: CallOptions): Promise<readonly string[]> {
    const names = await Array.fromAsync(this.#bucket.list(FOLDER, options));
    return names.filter((name) => /^registry\/snapshots\/\d{12}\.gz$/.test(name));
  }
}

function sequenceOf(name: string): number {
  return Number(/\d{12}/.exec(name)?.[0]);
}
