import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { AccessScope, Permission } from "../../access/grants/access-grant.js";
import type { Demand } from "./request-demand.js";

/** Credentials that a grant gave, while they are worth something. Times are milliseconds since 1970. */
export interface HeldGrant {
  /** What they were asked for; asking again asks for the same. */
  readonly demand: Demand;
  /** What they are good for, which can be more. */
  readonly scope: AccessScope;
  readonly credentials: AwsCredentialIdentity;
  readonly fetchedAt: number;
  /** From here on better ones are fetched while these are used. */
  readonly refreshAt: number;
  /** From here on they are not used any more; a little before they really end. */
  readonly unusableAt: number;
}

/**
 * The credentials held for one caller, found by what a request touches. Finding takes one look-up for each different
 * length of prefix among the scopes of its bucket, however many there are. The least recently used go first.
 */
export class HeldGrants {
  readonly #held = new Map<string, HeldGrant>();
  /** How many scopes of a bucket have a prefix of each length. */
  readonly #lengths = new Map<string, Map<number, number>>();
  readonly #maxCount: number;

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  get size(): number {
    return this.#held.size;
  }

  all(): Iterable<HeldGrant> {
    return this.#held.values();
  }

  /** The most specific credentials that do for a demand, or undefined. Those past their time are dropped. */
  find({ permission, scope }: Demand, now: number): HeldGrant | undefined {
    const permissions = permission === "READWRITE" ? BOTH : [permission, ...BOTH];
    for (const granted of permissions) {
      for (let held = this.#best(granted, scope); held !== undefined; held = this.#best(granted, scope)) {
        if (held.unusableAt > now) return this.#touch(held);
        this.remove(held);
      }
    }
    return undefined;
  }

  /** Keep credentials; those for the same scope and permission are replaced. */
  put(held: HeldGrant): void {
    const id = idOf(held.demand.permission, held.scope);
    if (!this.#held.delete(id)) this.#count(held.scope, 1);
    this.#held.set(id, held);
    const [oldest] = this.#held.size > this.#maxCount ? this.#held.values() : [];
    if (oldest !== undefined) this.remove(oldest);
  }

  /** Drop credentials, unless others have taken their place. */
  remove(held: HeldGrant): void {
    const id = idOf(held.demand.permission, held.scope);
    if (this.#held.get(id)?.credentials !== held.credentials) return;
    this.#held.delete(id);
    this.#count(held.scope, -1);
  }

  clear(): void {
    this.#held.clear();
    this.#lengths.clear();
  }

  #best(permission: Permission, scope: AccessScope): HeldGrant | undefined {
    const place = "key" in scope ? scope.key : scope.prefix;
    return (
      ("key" in scope ? this.#held.get(idOf(permission, scope)) : undefined) ??
      this.#longestPrefix(permission, scope.bucket, place) ??
      this.#longestPrefix(permission, "", "")
    );
  }

  #longestPrefix(permission: Permission, bucket: string, place: string): HeldGrant | undefined {
    let longest = -1;
    let found: HeldGrant | undefined;
    for (const length of this.#lengths.get(bucket)?.keys() ?? []) {
      if (length <= longest || length > place.length) continue;
      const held = this.#held.get(idOf(permission, { bucket, prefix: place.slice(0, length) }));
      if (held === undefined) continue;
      longest = length;
      found = held;
    }
    return found;
  }

  #touch(held: HeldGrant): HeldGrant {
    const id = idOf(held.demand.permission, held.scope);
    this.#held.delete(id);
    this.#held.set(id, held);
    return held;
  }

  #count(scope: AccessScope, change: 1 | -1): void {
    if ("key" in scope) return;
    const lengths = this.#lengths.get(scope.bucket) ?? new Map<number, number>();
    const count = (lengths.get(scope.prefix.length) ?? 0) + change;
    if (count === 0) lengths.delete(scope.prefix.length);
    else lengths.set(scope.prefix.length, count);
    if (lengths.size === 0) this.#lengths.delete(scope.bucket);
    else this.#lengths.set(scope.bucket, lengths);
  }
}

const BOTH: readonly Permission[] = ["READWRITE"];

function idOf(permission: Permission, scope: AccessScope): string {
  return "key" in scope
    ? `${permission} ${scope.bucket}/ ${scope.key}`
    : `${permission} ${scope.bucket}/*${scope.prefix}`;
}
