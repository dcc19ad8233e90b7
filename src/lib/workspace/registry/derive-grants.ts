import type { AccessGrant } from "../../access/grants/access-grant.js";
import type { AccessGrantsGrant, Share, Workspace } from "./records.js";

/** Ids of the grants that a workspace is the origin of, for this user and for all. */
export function grantIdsOfWorkspace(workspaceId: string, userId: string): readonly string[] {
  return [`owner:${workspaceId}:${userId}`, `public:${workspaceId}`];
}

/** The id of the grant that a share is the origin of. */
export function grantIdOfShare(shareId: string): string {
  return `share:${shareId}`;
}

/** What a workspace itself allows: its owner everything, and every user to read it when it is public. */
export function grantsOfWorkspace(workspace: Workspace): readonly AccessGrant[] {
  const { id, ownerId, bucket, prefix, isPublic } = workspace;
  const scope = { bucket, prefix };
  const [ownerGrantId = "", publicGrantId = ""] = grantIdsOfWorkspace(id, ownerId);
  const owner: AccessGrant = {
    id: ownerGrantId,
    grantee: `user:${ownerId}`,
    scope,
    permission: "READWRITE",
    origin: { kind: "owner", id },
  };
  if (!isPublic) return [owner];
  const origin = { kind: "public", id } as const;
  return [owner, { id: publicGrantId, grantee: "everyone", scope, permission: "READ", origin }];
}

/** What a share of a workspace allows. */
export function grantOfShare(share: Share, { bucket, prefix }: Workspace): AccessGrant {
  return {
    id: grantIdOfShare(share.id),
    grantee: share.grantee,
    scope: { bucket, prefix: `${prefix}${share.prefix}` },
    permission: share.permission,
    ...(share.expiresAt === undefined ? {} : { expiresAt: Date.parse(share.expiresAt) }),
    origin: { kind: "share", id: share.id },
  };
}

/** What a grant of S3 Access Grants allows. */
export function grantOfAccessGrant({ id, grantee, scope, permission }: AccessGrantsGrant): AccessGrant {
  return { id: `access-grant:${id}`, grantee, scope, permission, origin: { kind: "access-grant", id } };
}
