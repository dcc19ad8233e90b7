import { decide } from "../../access/grants/decide.js";
import type { ShareLink } from "../../workspace/registry/records.js";
import { DIRECT_ACTOR, type RegistryState } from "../../workspace/registry/registry-state.js";
import { hashCode } from "../../workspace/services/user-keys.js";

/**
 * The link with this token, while it is good: not expired, and made by somebody who may still read what it leads to.
 * Undefined for all others, which tell nobody apart.
 */
export function findLink(state: RegistryState, token: string, now: Date): ShareLink | undefined {
  const link = state.links.by("tokenHash", hashCode(token))[0];
  if (link === undefined) return undefined;
  if (link.expiresAt !== undefined && Date.parse(link.expiresAt) <= now.getTime()) return undefined;
  return mayStillRead(state, link, now) ? link : undefined;
}

function mayStillRead(state: RegistryState, { createdBy, bucket, key }: ShareLink, now: Date): boolean {
  if (createdBy === DIRECT_ACTOR) return true;
  const user = state.users.get(createdBy);
  if (user?.isEnabled !== true) return false;
  if (user.isAdministrator) return true;
  const caller = { identities: state.identitiesOf(user.id) };
  return decide(state.grants, caller, { action: "read", bucket, key }, now.getTime()).allowed;
}
