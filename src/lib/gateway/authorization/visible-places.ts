import {
  coversScope,
  includesPermission,
  isExpired,
  type AccessScope,
} from "../../access/grants/access-grant.js";
import type { Caller } from "../../access/grants/decide.js";
import type { GrantLookup } from "../../access/grants/grant-index.js";

/**
 * The scopes in which a caller may read at this moment, of one bucket or of all: his grants, each cut to what his
 * credentials are limited to.
 *
 * @param now milliseconds since 1970.
 */
export function* readableScopes(
  grants: GrantLookup,
  { identities, limits }: Caller,
  now: number,
  bucket?: string,
): Iterable<AccessScope> {
  for (const identity of identities) {
    const found = bucket === undefined ? grants.ofGrantee(identity) : grants.inBucket(identity, bucket);
    for (const { id, scope, permission, expiresAt } of found) {
      if (isExpired({ expiresAt }, now) || !includesPermission(permission, "READ")) continue;
      if (limits?.grantIds !== undefined && !limits.grantIds.has(id)) continue;
      if (limits?.scopes === undefined) yield scope;
      else
        for (const limit of limits.scopes)
          if (includesPermission(limit.permission, "READ")) yield* cut(scope, limit.scope);
    }
  }
}

/** What is inside of both. */
function cut(one: AccessScope, other: AccessScope): readonly AccessScope[] {
  if (coversScope(one, other)) return [other];
  return coversScope(other, one) ? [one] : [];
}

/** The buckets in which a caller may do anything at all: also write only. */
export function seenBuckets(
  grants: GrantLookup,
  { identities, limits }: Caller,
  now: number,
): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const identity of identities) {
    for (const { id, scope, expiresAt } of grants.ofGrantee(identity)) {
      if (isExpired({ expiresAt }, now)) continue;
      if (limits?.grantIds !== undefined && !limits.grantIds.has(id)) continue;
      if (limits?.scopes?.some((limit) => cut(scope, limit.scope).length > 0) === false) continue;
      seen.add(scope.bucket);
    }
  }
  return seen;
}

/**
 * The folders directly below a prefix that lead to a readable scope, each ending in `/`, in order and without doubles.
 * What lies directly below it without a `/` (a single object, a scope that ends within a name) is not among them: only the
 * store knows whether it is there.
 */
export function foldersBelow(scopes: Iterable<AccessScope>, prefix: string): readonly string[] {
  const folders = new Set<string>();
  for (const scope of scopes) {
    const place = "key" in scope ? scope.key : scope.prefix;
    if (!place.startsWith(prefix)) continue;
    const slash = place.indexOf("/", prefix.length);
    if (slash !== -1) folders.add(place.slice(0, slash + 1));
  }
  return [...folders].sort(byBytes);
}

/** As stores list: by the bytes of UTF-8, which is by code points, not by the units of UTF-16. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
