import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { AccessGrantsOptions } from "./access-grants-options.js";
import { AccessService } from "./access-service.js";
import { BucketRegions } from "./bucket-regions.js";
import { GrantBroker } from "./grant-broker.js";
import type { HeldGrant } from "./held-grants.js";

export interface GrantSurroundings {
  /** URL of a gateway; undefined: AWS. */
  readonly endpoint: () => Promise<string | undefined>;
  /** Do something with the client's own credentials. */
  readonly asItself: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** A client whose credentials rotate has a new caller each time; those of before are not asked for again. */
const MAX_CALLERS = 32;

/** The access of all callers of one client, kept apart by their credentials. */
export class GrantAccess {
  readonly #client: S3Client;
  readonly #options: AccessGrantsOptions;
  readonly #surroundings: GrantSurroundings;
  readonly #regions: BucketRegions;
  /** Providers give the same object until it ends: the short way to its broker. */
  #known = new WeakMap<AwsCredentialIdentity, Promise<GrantBroker>>();
  readonly #brokers = new Map<string, Promise<GrantBroker>>();
  readonly #opened = new Map<string, GrantBroker>();

  constructor(client: S3Client, options: AccessGrantsOptions, surroundings: GrantSurroundings) {
    this.#client = client;
    this.#options = options;
    this.#surroundings = surroundings;
    this.#regions = new BucketRegions(client, { now: this.#now, asItself: surroundings.asItself });
  }

  /** The broker of a caller. */
  of(identity: AwsCredentialIdentity): Promise<GrantBroker> {
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const name = [identity.accessKeyId, identity.secretAccessKey, identity.sessionToken ?? ""].join("\n");
    const broker = this.#brokers.get(name) ?? this.#open(name, identity);
    this.#brokers.delete(name);
    this.#brokers.set(name, broker);
    this.#known.set(identity, broker);
    // Settings that could not be read may be readable the next time.
    broker.catch(() => {
      this.#brokers.delete(name);
      this.#known.delete(identity);
    });
    this.#dropOldest();
    return broker;
  }

  held(): readonly HeldGrant[] {
    return [...this.#opened.values()].flatMap((broker) => [...broker.held()]);
  }

  clear(): void {
    this.#known = new WeakMap();
    this.#brokers.clear();
    this.#opened.clear();
    this.#regions.clear();
  }

  async #open(name: string, identity: AwsCredentialIdentity): Promise<GrantBroker> {
    const { durationSeconds, privilege = "Default", auditContext, accountId, onEvent } = this.#options;
    const { requestHandler, useFipsEndpoint, useDualstackEndpoint } = this.#client.config;
    const endpoint = await this.#surroundings.endpoint();
    const service = new AccessService(identity, {
      durationSeconds,
      privilege,
      auditContext,
      accountId,
      endpoint,
      requestHandler,
      endpointKind: { useFipsEndpoint, useDualstackEndpoint },
      regionOf: async (bucket) => this.#regions.of(bucket, endpoint !== undefined),
      now: this.#now,
    });
    const broker = new GrantBroker(async (demand) => service.ask(demand), {
      maxHeld: this.#options.maxHeld ?? 30_000,
      maxDenied: this.#options.maxDenied ?? 3000,
      deniedLifetimeMs: this.#options.deniedLifetimeMs ?? 300_000,
      refreshAheadMs: this.#options.refreshAheadMs ?? 300_000,
      observer: onEvent,
      now: this.#now,
    });
    this.#opened.set(name, broker);
    return broker;
  }

  #dropOldest(): void {
    const [oldest] = this.#brokers.size > MAX_CALLERS ? this.#brokers.keys() : [];
    if (oldest === undefined) return;
    this.#brokers.delete(oldest);
    this.#opened.delete(oldest);
  }

  readonly #now = (): number => this.#options.now?.() ?? Date.now() + this.#client.config.systemClockOffset;
}
