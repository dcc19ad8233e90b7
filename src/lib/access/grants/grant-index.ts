import type { AccessGrant, Grantee } from "./access-grant.js";
import { ScopeSet } from "./scope-set.js";

/** The reading side of a {@link GrantIndex}. */
export interface GrantLookup {
  readonly size: number;
  find(id: string): AccessGrant | undefined;
  /** Grants of one grantee in a bucket whose scope has this key in it. */
  coveringKey(grantee: Grantee, bucket: string, key: string): Iterable<AccessGrant>;
  /** Grants of one grantee in a bucket whose scope has all of this prefix in it. */
  coveringPrefix(grantee: Grantee, bucket: string, prefix: string): Iterable<AccessGrant>;
  inBucket(grantee: Grantee, bucket: string): Iterable<AccessGrant>;
  ofGrantee(grantee: Grantee): Iterable<AccessGrant>;
  all(): Iterable<AccessGrant>;
}

/**
 * Grants, found by grantee, bucket and prefix in time that does not grow with their number. Grants are added and
 * removed one by one, so that a registry follows its log without building anything anew.
 */
export class GrantIndex implements GrantLookup {
  readonly #grants = new Map<string, AccessGrant>();
  readonly #byGrantee = new Map<Grantee, Map<string, ScopeSet>>();

  constructor(grants: Iterable<AccessGrant> = []) {
    for (const grant of grants) this.add(grant);
  }

  get size(): number {
    return this.#grants.size;
  }

  /** Add a grant; one of the same id is replaced. */
  add(grant: AccessGrant): void {
    this.remove(grant.id);
    this.#grants.set(grant.id, grant);
    const buckets = this.#byGrantee.get(grant.grantee) ?? new Map<string, ScopeSet>();
    this.#byGrantee.set(grant.grantee, buckets);
    const scopes = buckets.get(grant.scope.bucket) ?? new ScopeSet();
    buckets.set(grant.scope.bucket, scopes);
    scopes.add(grant);
  }

  /** Remove a grant; one that is not there is no mistake. */
  remove(id: string): void {
    const grant = this.#grants.get(id);
    if (grant === undefined) return;
    this.#grants.delete(id);
    const buckets = this.#byGrantee.get(grant.grantee);
    const scopes = buckets?.get(grant.scope.bucket);
    scopes?.remove(grant);
    if (scopes?.isEmpty === true) buckets?.delete(grant.scope.bucket);
    if (buckets?.size === 0) this.#byGrantee.delete(grant.grantee);
  }

  find(id: string): AccessGrant | undefined {
    return this.#grants.get(id);
  }

  coveringKey(grantee: Grantee, bucket: string, key: string): Iterable<AccessGrant> {
    return this.#scopes(grantee, bucket)?.coveringKey(key) ?? [];
  }

  coveringPrefix(grantee: Grantee, bucket: string, prefix: string): Iterable<AccessGrant> {
    return this.#scopes(grantee, bucket)?.coveringPrefix(prefix) ?? [];
  }

  inBucket(grantee: Grantee, bucket: string): Iterable<AccessGrant> {
    return this.#scopes(grantee, bucket)?.all() ?? [];
  }

  *ofGrantee(grantee: Grantee): Iterable<AccessGrant> {
    for (const scopes of this.#byGrantee.get(grantee)?.values() ?? []) yield* scopes.all();
  }

  all(): Iterable<AccessGrant> {
    return this.#grants.values();
  }

  #scopes(grantee: Grantee, bucket: string): ScopeSet | undefined {
    return this.#byGrantee.get(grantee)?.get(bucket);
  }
}
