import {
  coversScope,
  includesPermission,
  isExpired,
  type AccessGrant,
  type AccessScope,
  type Permission,
} from "../../access/grants/access-grant.js";
import { isNarrower, type Caller } from "../../access/grants/decide.js";
import type { GrantLookup } from "../../access/grants/grant-index.js";

export interface WantedAccess {
  readonly permission: Permission;
  readonly scope: AccessScope;
}

/**
 * Find the grant that a request for access stands on: one that has all of the target in it and all of the permission, the most
 * specific first; of several for the same scope the one with the narrower permission, then the older one. Halves
 * are never put together: a READ and a WRITE grant give no READWRITE.
 *
 * @param createdAt when a grant was made, ISO 8601.
 * @param now milliseconds since 1970.
 */
export function matchGrant(
  grants: GrantLookup,
  { identities, limits }: Caller,
  { permission, scope }: WantedAccess,
  now: number,
  createdAt: (grant: AccessGrant) => string,
): AccessGrant | undefined {
  const isWithinLimits =
    limits?.scopes === undefined ||
    limits.scopes.some(
      (limit) => coversScope(limit.scope, scope) && includesPermission(limit.permission, permission),
    );
  if (!isWithinLimits) return undefined;
  let best: AccessGrant | undefined;
  for (const identity of identities) {
    const covering =
      "key" in scope
        ? grants.coveringKey(identity, scope.bucket, scope.key)
        : grants.coveringPrefix(identity, scope.bucket, scope.prefix);
    for (const grant of covering) {
      const fits =
        includesPermission(grant.permission, permission) &&
        !isExpired(grant, now) &&
        (limits?.grantIds === undefined || limits.grantIds.has(grant.id));
      if (fits && (best === undefined || comesBefore(grant, best, createdAt))) best = grant;
    }
  }
  return best;
}

function comesBefore(
  grant: AccessGrant,
  other: AccessGrant,
  createdAt: (grant: AccessGrant) => string,
): boolean {
  const isEqual = coversScope(grant.scope, other.scope) && coversScope(other.scope, grant.scope);
  if (!isEqual || grant.permission !== other.permission) return isNarrower(grant, other);
  const [one, two] = [createdAt(grant), createdAt(other)];
  return one === two ? grant.id < other.id : one < two;
}
