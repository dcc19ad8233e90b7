import type { Grantee, Permission } from "../../access/grants/access-grant.js";
import { S3kitError } from "../../errors/s3kit-error.js";
import type { Share } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import { normalizePrefix } from "../../workspace/services/places.js";
import { grantExists, invalidGrant, noLocation } from "./refusals.js";

export interface WorkspaceGrant {
  /** `workspace-…` */
  readonly locationId: string;
  /** Ends in `/*`, or is `*` or left out for all of the workspace. */
  readonly subPrefix: string | undefined;
  readonly grantee: Grantee;
  readonly permission: Permission;
}

/** The workspace that a location is; undefined for locations of the API's own. */
export function workspaceIdOf(locationId: string): string | undefined {
  return /^workspace-(.+)$/.exec(locationId)?.[1];
}

/**
 * The share that a grant in a workspace is.
 *
 * @throws S3Error NoSuchAccessGrantsLocationError, InvalidAccessGrant for what no share can be, AccessGrantAlreadyExists
 */
export function shareOf(
  state: RegistryState,
  { locationId, subPrefix = "*", grantee, permission }: WorkspaceGrant,
  made: Pick<Share, "id" | "createdBy" | "createdAt">,
): Share {
  const workspace = state.workspaces.get(workspaceIdOf(locationId) ?? "");
  if (workspace === undefined) throw noLocation();
  if (grantee === `user:${workspace.ownerId}`) throw invalidGrant("the grantee owns the workspace");
  if (!/^(.*\/)?\*+$/s.test(subPrefix))
    throw invalidGrant("a workspace is shared by folders: end the prefix in /*");
  const prefix = folderOf(subPrefix.replace(/\*+$/, ""));
  const isShared = state.shares
    .by("workspace", workspace.id)
    .some((share) => share.grantee === grantee && share.prefix === prefix);
  if (isShared) throw grantExists();
  return { ...made, workspaceId: workspace.id, grantee, permission, prefix };
}

function folderOf(prefix: string): string {
  try {
    return normalizePrefix(prefix);
  } catch (error) {
    throw error instanceof S3kitError ? invalidGrant(error.message) : error;
  }
}
