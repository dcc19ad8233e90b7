import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { AccessScope } from "../../access/grants/access-grant.js";
import type { AccessGrantsObserver } from "./access-grants-event.js";
import { ExpiringMap } from "./expiring-map.js";
import { formatGrantScope } from "./grant-scope.js";
import { HeldGrants, type HeldGrant } from "./held-grants.js";
import type { Demand } from "./request-demand.js";

/** What a grant gave. */
export interface GivenAccess {
  readonly credentials: AwsCredentialIdentity & { readonly expiration: Date };
  readonly scope: AccessScope;
}

/** Asks S3 Access Grants in the name of one caller. */
export type AskForAccess = (demand: Demand) => Promise<GivenAccess>;

export interface BrokerOptions {
  readonly maxHeld: number;
  readonly maxDenied: number;
  readonly deniedLifetimeMs: number;
  readonly refreshAheadMs: number;
  readonly observer: AccessGrantsObserver | undefined;
  /** Milliseconds since 1970, by the clock of the service. */
  readonly now: () => number;
}

/** Credentials are not used in their last moments: a request takes time, and clocks differ. */
const LAST_MOMENTS_MS = 30_000;
/** Never more of a lifetime than this is given up to refreshing, or to last moments. */
const GIVEN_UP_SHARE = 0.1;
const REFRESH_RETRY_MS = 10_000;

/**
 * The access of one caller: what was given is held and used for everything that it covers, until shortly before it
 * ends; refusals are remembered for a while. Of requests that begin together for the same folder one asks, and
 * the others wait for its answer.
 */
export class GrantBroker {
  readonly #ask: AskForAccess;
  readonly #options: BrokerOptions;
  readonly #held: HeldGrants;
  readonly #denied: ExpiringMap<unknown>;
  readonly #asking = new Map<string, Promise<HeldGrant>>();
  readonly #leading = new Map<string, Promise<HeldGrant>>();

  constructor(ask: AskForAccess, options: BrokerOptions) {
    this.#ask = ask;
    this.#options = options;
    this.#held = new HeldGrants(options.maxHeld);
    this.#denied = new ExpiringMap({ maxCount: options.maxDenied, lifetimeMs: options.deniedLifetimeMs });
  }

  held(): Iterable<HeldGrant> {
    return this.#held.all();
  }

  /**
   * Credentials for a demand.
   *
   * @throws what GetDataAccess refused with; a remembered refusal is thrown again.
   */
  async access(demand: Demand): Promise<HeldGrant> {
    const held = this.find(demand);
    if (held !== undefined) return held;
    const id = idOf(demand);
    this.#throwIfDenied(id, demand);
    const folder = folderOf(demand);
    const leader = this.#leading.get(folder);
    if (leader === undefined) return this.#fetch(id, demand, folder);
    const [answer] = await Promise.allSettled([leader]);
    // A refusal says nothing about this demand, which is asked for next; a service that fails would fail again.
    if (answer.status === "rejected" && !isDenial(answer.reason)) throw answer.reason;
    const foundNow = this.find(demand);
    if (foundNow !== undefined) return foundNow;
    this.#throwIfDenied(id, demand);
    return this.#fetch(id, demand, undefined);
  }

  /** Credentials held for a demand; those near their end are refreshed meanwhile. */
  find(demand: Demand): HeldGrant | undefined {
    const now = this.#options.now();
    const held = this.#held.find(demand, now);
    if (held === undefined) return undefined;
    if (this.#options.observer !== undefined) this.#options.observer({ type: "hit", ...about(demand) });
    if (held.refreshAt <= now) this.#refresh(held);
    return held;
  }

  /** Use these credentials no more. */
  forget(held: HeldGrant): void {
    this.#held.remove(held);
  }

  /** How long ago credentials were fetched. */
  ageMs({ fetchedAt }: HeldGrant): number {
    return this.#options.now() - fetchedAt;
  }

  clear(): void {
    this.#held.clear();
    this.#denied.clear();
  }

  #throwIfDenied(id: string, demand: Demand): void {
    const error = this.#denied.get(id, this.#options.now());
    if (error === undefined) return;
    this.#options.observer?.({ type: "denied-hit", error, ...about(demand) });
    throw error;
  }

  #fetch(id: string, demand: Demand, folder: string | undefined): Promise<HeldGrant> {
    const known = this.#asking.get(id);
    if (known !== undefined) return known;
    const asking = this.#askAndHold(id, demand, false).finally(() => {
      this.#asking.delete(id);
      if (folder !== undefined) this.#leading.delete(folder);
    });
    this.#asking.set(id, asking);
    if (folder !== undefined) this.#leading.set(folder, asking);
    return asking;
  }

  /** In the background: whoever asked goes on with the old credentials. What goes wrong is told to the observer. */
  #refresh(held: HeldGrant): void {
    const id = idOf(held.demand);
    if (this.#asking.has(id)) return;
    this.#held.put({ ...held, refreshAt: this.#options.now() + REFRESH_RETRY_MS });
    const asking = this.#askAndHold(id, held.demand, true);
    this.#asking.set(id, asking);
    // The observer was told of its failure, and the old credentials are still good.
    void Promise.allSettled([asking]).then(() => this.#asking.delete(id));
  }

  async #askAndHold(id: string, demand: Demand, refresh: boolean): Promise<HeldGrant> {
    const { observer, now } = this.#options;
    const startedAt = performance.now();
    const measured = () => ({ refresh, durationMs: performance.now() - startedAt, ...about(demand) });
    try {
      const given = await this.#ask(demand);
      const held = this.#heldOf(demand, given);
      this.#held.put(held);
      const { expiration } = given.credentials;
      observer?.({
        type: "fetched",
        matchedTarget: formatGrantScope(held.scope),
        expiration,
        ...measured(),
      });
      return held;
    } catch (error) {
      if (isDenial(error)) {
        this.#denied.set(id, error, now());
        if (refresh) this.#forgetDenied(demand);
      }
      observer?.({ type: "fetch-failed", error, ...measured() });
      throw error;
    }
  }

  /** The grant is gone: what it gave may live on, but must not be used as if nothing had happened. */
  #forgetDenied(demand: Demand): void {
    const held = this.#held.find(demand, this.#options.now());
    if (held !== undefined) this.#held.remove(held);
  }

  #heldOf(demand: Demand, { credentials, scope }: GivenAccess): HeldGrant {
    const fetchedAt = this.#options.now();
    const endsAt = credentials.expiration.getTime();
    const mostGivenUpMs = Math.max(0, (endsAt - fetchedAt) * GIVEN_UP_SHARE);
    return {
      demand,
      scope,
      credentials,
      fetchedAt,
      refreshAt: endsAt - Math.min(this.#options.refreshAheadMs, mostGivenUpMs),
      unusableAt: endsAt - Math.min(LAST_MOMENTS_MS, mostGivenUpMs / 2),
    };
  }
}

/** Whether S3 Access Grants said that there is no grant, and did not fail otherwise. */
export function isDenial(error: unknown): boolean {
  return error instanceof Error && error.name === "AccessDenied";
}

function idOf({ permission, scope }: Demand): string {
  return `${permission} ${formatGrantScope(scope)} ${"key" in scope ? "object" : ""}`;
}

/** Keys of one folder nearly always lie under one grant. */
function folderOf({ permission, scope }: Demand): string {
  const place = "key" in scope ? scope.key : scope.prefix;
  return `${permission} ${scope.bucket}/${place.slice(0, place.lastIndexOf("/") + 1)}`;
}

function about({ permission, scope }: Demand) {
  return { permission, target: formatGrantScope(scope) };
}
