import { randomBytes } from "node:crypto";
import type { AuditRecord } from "../administration-answers.js";
import type { ControlBucket } from "../registry/control-bucket.js";
import type { RegistryKeys } from "../registry/registry-keys.js";
import { encodeAudit, nameOfAudit } from "./audit-object.js";

export interface AuditOptions {
  /** Records wait at most so long for others to share an object with. Undefined: until `flush`. */
  readonly flushIntervalMs?: number | undefined;
  /** Told of records that could not be written when nobody waits for them. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** So many records wait for a store that does not take them; then the oldest are given up, which is reported. */
const MOST_WAITING = 20_000;
const MOST_IN_OBJECT = 5000;

/**
 * Who did what: records in objects that are written once, under names that sort by time, below `.s3kit/audit/`.
 * Gateways write at the same time without knowing of one another.
 */
export class AuditLog {
  readonly #bucket: ControlBucket;
  readonly #keys: RegistryKeys;
  readonly #options: AuditOptions;
  #waiting: AuditRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(bucket: ControlBucket, keys: RegistryKeys, options: AuditOptions = {}) {
    this.#bucket = bucket;
    this.#keys = keys;
    this.#options = options;
  }

  /** Take a record; it is written soon. */
  append(record: AuditRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length > MOST_WAITING) this.#giveUp();
    const { flushIntervalMs } = this.#options;
    if (flushIntervalMs === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush().catch((error: unknown) => this.#options.onProblem?.(error));
    }, flushIntervalMs).unref();
  }

  /** Write all that waits. What could not be written waits on. */
  async flush(): Promise<void> {
    const written = this.#writing.then(() => this.#writeAll());
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const records = this.#waiting.slice(0, MOST_IN_OBJECT);
      const name = nameOfAudit(records[0]?.at ?? "", randomBytes(6).toString("hex"));
      await this.#bucket.create(name, await encodeAudit(records, this.#keys));
      this.#waiting = this.#waiting.slice(records.length);
    }
  }

  #giveUp(): void {
    this.#waiting.shift();
    this.#options.onProblem?.(
      new RangeError(
        `Over ${MOST_WAITING.toString()} audit records could not be written: the oldest is lost`,
      ),
    );
  }
}
