import type { S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import type { CallOptions } from "../../s3/call-options.js";
import { ControlBucket } from "./control-bucket.js";
import { decodeEntry, encodeEntry, hashOf, registryChanged } from "./log-entry.js";
import type { RegistryEvent } from "./records.js";
import { RegistryKeys } from "./registry-keys.js";
import { RegistryState } from "./registry-state.js";
import { SnapshotKeeper } from "./snapshot-keeper.js";

export interface OpenRegistryInput {
  /** Of the control bucket, which must be there. */
  readonly bucket: string;
  readonly ring: KeyRing;
}

export interface RegistryOptions {
  /** Told of what does not stop anything: a snapshot that could not be written, a poll that failed. */
  readonly onProblem?: ((error: unknown) => void) | undefined;
}

/** Who changes the registry, and what for. */
export interface ChangeOrigin {
  /** Id of a user, or `administrator`. */
  readonly by: string;
  /** The command's words: `share create`. */
  readonly action: string;
}

/** What is to be changed, worked out on the state as it is at this moment; throw to refuse. No events: nothing is. */
export type DecideChange = (state: RegistryState, at: Date) => readonly RegistryEvent[];

/** So often others may come first before a writer gives up. */
const MOST_ATTEMPTS = 50;
/** Entries asked for at once by a reader that is behind. */
const READ_AHEAD = 8;
/** So often a reader looks whether the entry that it stands on is still the one it read. */
const HEAD_CHECK_MS = 10_000;
const MAX_ENTRY_BYTES = 16 * 1024 * 1024;

/**
 * Open the registry in a control bucket, at its newest entry. A bucket without one holds an empty registry, whose first
 * change makes it. Memory: the whole state.
 *
 * @throws NotFoundError when the bucket is not there; IntegrityError `RegistryChanged` when something in the registry is
 *   not what it wrote, or `NoSuchKey` when the key ring lacks a key.
 */
export async function openRegistry(
  client: S3Client,
  { bucket, ring }: OpenRegistryInput,
  { signal, ...options }: RegistryOptions & CallOptions = {},
): Promise<Registry> {
  const registry = new Registry(new ControlBucket(client, bucket), new RegistryKeys(ring, bucket), options);
  await registry.load({ signal });
  return registry;
}

/** Whether a bucket holds a registry already. @throws NotFoundError when the bucket is not there */
export async function isRegistryThere(client: S3Client, bucket: string): Promise<boolean> {
  return (await new ControlBucket(client, bucket).read(nameOfEntry(1))) !== undefined;
}

/**
 * Users, workspaces, shares and all that, kept as a log of objects in a bucket. Each entry is created on the condition
 * that there is none of its number, so of two writers one comes first and the other decides again on what the first
 * wrote. Entries are chained by hash and authenticated: one that was changed, dropped from the middle or brought from
 * elsewhere is found, and nothing more is decided.
 */
export class Registry {
  readonly bucket: ControlBucket;
  readonly keys: RegistryKeys;
  readonly #options: RegistryOptions;
  readonly #snapshots: SnapshotKeeper;
  #state = new RegistryState();
  #headHash = "";
  #freshAt = Number.NEGATIVE_INFINITY;
  #headCheckedAt = performance.now();
  /** Reading and writing take turns, so that entries are applied in their order. */
  #turn: Promise<unknown> = Promise.resolve();
  #refreshing: Promise<void> | undefined;

  constructor(bucket: ControlBucket, keys: RegistryKeys, options: RegistryOptions) {
    this.bucket = bucket;
    this.keys = keys;
    this.#options = options;
    this.#snapshots = new SnapshotKeeper(bucket, keys);
  }

  /** What the registry says. Do not keep it across an `await`: ask again. */
  get state(): RegistryState {
    return this.#state;
  }

  /** Age of what {@link state} says: milliseconds since the newest entry was asked for. */
  get ageMs(): number {
    return performance.now() - this.#freshAt;
  }

  /** Read the newest snapshot, and the log from there on. Once, at first. */
  async load(options: CallOptions = {}): Promise<void> {
    await this.#takeTurn(async () => {
      const snapshot = await this.#snapshots.readNewest(options);
      if (snapshot !== undefined) {
        this.#state.apply(snapshot.sequence, snapshot.events);
        this.#headHash = snapshot.hash;
      }
      await this.#readOn(options);
    });
  }

  /**
   * Read what others wrote since. Callers at the same time share one reading.
   *
   * @throws NetworkError, NotFoundError (control bucket lost), IntegrityError: then {@link ageMs} goes on growing.
   */
  async refresh(options: CallOptions = {}): Promise<void> {
    this.#refreshing ??= this.#takeTurn(() => this.#readOn(options)).finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Return at once when what is known is no older than that; else read on first, and fail if that fails. */
  async ensureFresh(maxAgeMs: number, options: CallOptions = {}): Promise<void> {
    if (this.ageMs > maxAgeMs) await this.refresh(options);
  }

  /**
   * Change the registry. `decide` is called with the newest state, and again each time another writer came first; so
   * whatever it throws was true when it was thrown. It must be quick and do nothing else.
   *
   * @returns number of the entry; of the last one when nothing was to be changed.
   * @throws what `decide` throws; ConflictError `RegistryBusy` when others always came first.
   */
  async commit(origin: ChangeOrigin, decide: DecideChange, options: CallOptions = {}): Promise<number> {
    return this.#takeTurn(async () => {
      await this.#readOn(options);
      if (this.#state.sequence === 0) await this.bucket.assertConditionalWrites(options);
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        options.signal?.throwIfAborted();
        const sequence = await this.#tryCommit(origin, decide, options);
        if (sequence !== undefined) return sequence;
      }
      throw new ConflictError("The registry is being changed by others all the time", {
        code: "RegistryBusy",
        hints: ["Try again"],
      });
    });
  }

  /**
   * Write a snapshot now, with the ring's primary key: from then on, whoever opens the registry reads nothing that was
   * written before it.
   */
  async writeSnapshot(options: CallOptions = {}): Promise<void> {
    await this.#takeTurn(async () => {
      await this.#readOn(options);
      if (this.#state.sequence > 0) await this.#writeSnapshot(options);
    });
  }

  /** Keep reading on, so that {@link state} is never much older than the interval. Call what it returns to stop. */
  follow(intervalMs: number): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isStopped = false;
    const poll = async () => {
      await this.refresh().catch((error: unknown) => this.#options.onProblem?.(error));
      if (!isStopped) timer = setTimeout(() => void poll(), intervalMs).unref();
    };
    timer = setTimeout(() => void poll(), intervalMs).unref();
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }

  /** Undefined when another writer came first; what he wrote was read then. */
  async #tryCommit(
    origin: ChangeOrigin,
    decide: DecideChange,
    options: CallOptions,
  ): Promise<number | undefined> {
    const at = new Date();
    const events = decide(this.#state, at);
    if (events.length === 0) return this.#state.sequence;
    const sequence = this.#state.sequence + 1;
    const content = { sequence, previous: this.#headHash, at: at.toISOString(), ...origin, events };
    const stored = await encodeEntry(content, this.keys);
    assertSize(stored);
    const created = await this.bucket.create(nameOfEntry(sequence), stored, options);
    if (created === "exists" && !(await this.#isOwn(sequence, stored, options))) {
      await this.#readOn(options);
      return undefined;
    }
    this.#advance(sequence, events, stored);
    if (this.#snapshots.isDue(this.#state.recordCount)) await this.#keepSnapshot(options);
    return sequence;
  }

  /** A request that was sent twice, as the answer to the first got lost, finds its own entry there. */
  async #isOwn(sequence: number, stored: Buffer, options: CallOptions): Promise<boolean> {
    const there = await this.bucket.read(nameOfEntry(sequence), options);
    return there?.equals(stored) === true;
  }

  async #readOn(options: CallOptions): Promise<void> {
    const askedAt = performance.now();
    await this.#checkHead(askedAt, options);
    let count = 1;
    while (await this.#readNext(count, options)) count = READ_AHEAD;
    this.#freshAt = askedAt;
  }

  /** Whether there may be more. */
  async #readNext(count: number, options: CallOptions): Promise<boolean> {
    const first = this.#state.sequence + 1;
    const numbers = Array.from({ length: count }, (_, index) => first + index);
    const found = await Promise.all(numbers.map((number) => this.bucket.read(nameOfEntry(number), options)));
    for (const [index, stored] of found.entries()) {
      if (stored === undefined) return false;
      const place = { sequence: first + index, previous: this.#headHash };
      const { events } = await decodeEntry(stored, place, this.keys);
      this.#advance(place.sequence, events, stored);
    }
    return true;
  }

  /** Somebody may have taken the log away, or put another in its place. */
  async #checkHead(now: number, options: CallOptions): Promise<void> {
    const { sequence } = this.#state;
    if (sequence === 0 || now - this.#headCheckedAt < HEAD_CHECK_MS) return;
    const stored = await this.bucket.read(nameOfEntry(sequence), options);
    if (stored === undefined || hashOf(stored) !== this.#headHash)
      throw registryChanged(`entry ${sequence.toString()} is not there any more, or another one is`);
    this.#headCheckedAt = now;
  }

  #advance(sequence: number, events: readonly RegistryEvent[], stored: Buffer): void {
    this.#state.apply(sequence, events);
    this.#headHash = hashOf(stored);
    this.#snapshots.count(stored.length);
  }

  /** The change is made whether or not the snapshot is: that only makes opening slower. */
  async #keepSnapshot(options: CallOptions): Promise<void> {
    try {
      await this.#writeSnapshot(options);
    } catch (error) {
      this.#options.onProblem?.(error);
    }
  }

  async #writeSnapshot(options: CallOptions): Promise<void> {
    const { sequence } = this.#state;
    const snapshot = { sequence, hash: this.#headHash, events: this.#state.toEvents() };
    await this.#snapshots.write(snapshot, options);
  }

  async #takeTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function nameOfEntry(sequence: number): string {
  return `registry/log/${sequence.toString().padStart(12, "0")}.json`;
}

function assertSize(stored: Buffer): void {
  if (stored.length > MAX_ENTRY_BYTES)
    throw new RangeError("Too many events for one entry: commit them in several");
}
