import type { AccessGrant } from "../../access/grants/access-grant.js";
import type { AccessGrantsGrant, Share, Workspace } from "./records.js";

/** What a workspace itself allows: its owner everything, and every user to read it when it is public. */
export function grantsOfWorkspace(workspace: Workspace): readonly AccessGrant[] {
  const { id, ownerId, bucket, prefix, isPublic } = workspace;
  const scope = { bucket, prefix };
  const owner: AccessGrant = {
    id: `owner:${id}:${ownerId}`,
    grantee: `user:${ownerId}`,
    scope,
    permission: "READWRITE",
    origin: { kind: "owner", id },
  };
  if (!isPublic) return [owner];
  const origin = { kind: "public", id } as const;
  return [owner, { id: `public:${id}`, grantee: "everyone", scope, permission: "READ", origin }];
}

/** What a share of a workspace allows. */
export function grantOfShare(share: Share, { bucket, prefix }: Workspace): AccessGrant {
  return {
    id: `share:${share.id}`,
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
