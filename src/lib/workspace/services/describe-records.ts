import { isExpired, type AccessGrant, type Grantee } from "../../access/grants/access-grant.js";
import type {
  GroupDocument,
  InvitationDocument,
  LinkDocument,
  ShareDocument,
  TokenDocument,
  UserDocument,
  WorkspaceDocument,
} from "../administration-answers.js";
import type { Group, Invitation, Share, ShareLink, Token, User, Workspace } from "../registry/records.js";
import { grantIdOfShare, grantIdsOfWorkspace } from "../registry/derive-grants.js";
import type { RegistryState } from "../registry/registry-state.js";
import { hasExpired } from "./expiry.js";
import { formatPlace, placeBelow } from "./places.js";

/** The name of a user by id; ids of users who are gone, and `administrator`, stand for themselves. */
function nameOf(state: RegistryState, by: string): string {
  return state.users.get(by)?.name ?? by;
}

export function describeUser(state: RegistryState, user: User): UserDocument {
  const groups = state.memberships
    .by("user", user.id)
    .map(({ groupId }) => state.groups.get(groupId)?.name ?? groupId);
  return {
    name: user.name,
    email: user.email ?? null,
    isAdministrator: user.isAdministrator,
    isEnabled: user.isEnabled,
    createdAt: user.createdAt,
    accessKeyId: user.key.accessKeyId,
    keyCreatedAt: user.key.createdAt,
    groups: groups.toSorted(),
  };
}

export function describeGroup(state: RegistryState, { id, name, createdAt }: Group): GroupDocument {
  const members = state.memberships.by("group", id).map(({ userId }) => nameOf(state, userId));
  return { name, createdAt, members: members.toSorted() };
}

export function describeInvitation(state: RegistryState, invitation: Invitation): InvitationDocument {
  const { id, userName = null, groupIds, createdBy, createdAt, expiresAt } = invitation;
  return {
    id,
    userName,
    groups: groupIds.map((groupId) => state.groups.get(groupId)?.name ?? groupId),
    createdBy: nameOf(state, createdBy),
    createdAt,
    expiresAt,
  };
}

/** @param viewer whose permission on it is told; undefined: nobody's */
export function describeWorkspace(
  state: RegistryState,
  workspace: Workspace,
  viewer: User | undefined,
  now: Date,
): WorkspaceDocument {
  const { name, ownerId, bucket, prefix, isPublic, quotaBytes = null, createdAt } = workspace;
  const grants = viewer === undefined ? [] : grantsOn(state, workspace, viewer.id, now);
  const whole = grants.filter(({ scope }) => "prefix" in scope && scope.prefix === prefix);
  const parts = grants.filter((grant) => !whole.includes(grant));
  const permissions = new Set(whole.map(({ permission }) => permission));
  return {
    name,
    owner: nameOf(state, ownerId),
    bucket,
    prefix,
    uri: formatPlace(workspace),
    isPublic,
    quotaBytes,
    createdAt,
    permission: permissions.has("READWRITE") ? "READWRITE" : ([...permissions].toSorted()[0] ?? null),
    parts: parts.map(({ scope, permission }) => ({
      prefix: ("key" in scope ? scope.key : scope.prefix).slice(prefix.length),
      permission,
    })),
  };
}

/** Live grants that a user has by owning a workspace, by shares of it, or as it is public. */
export function grantsOn(
  state: RegistryState,
  workspace: Workspace,
  userId: string,
  now: Date,
): readonly AccessGrant[] {
  const identities = new Set(state.identitiesOf(userId));
  const shared = state.shares.by("workspace", workspace.id).map(({ id }) => grantIdOfShare(id));
  return [...grantIdsOfWorkspace(workspace.id, userId), ...shared]
    .map((id) => state.grants.find(id))
    .filter((grant) => grant !== undefined)
    .filter((grant) => identities.has(grant.grantee) && !isExpired(grant, now.getTime()));
}

export function describeShare(
  state: RegistryState,
  share: Share,
  viewer: User | undefined,
  now: Date,
): ShareDocument {
  const workspace = state.workspaces.get(share.workspaceId);
  if (workspace === undefined) throw new TypeError(`Share ${share.id} has no workspace`);
  const grantee = describeGrantee(state, share.grantee);
  return {
    id: share.id,
    workspace: workspace.name,
    owner: nameOf(state, workspace.ownerId),
    user: grantee.user,
    group: grantee.group,
    permission: share.permission,
    prefix: share.prefix,
    uri: formatPlace(placeBelow(workspace, share.prefix)),
    createdBy: nameOf(state, share.createdBy),
    createdAt: share.createdAt,
    expiresAt: share.expiresAt ?? null,
    isExpired: hasExpired(share, now),
    direction: directionOf(state, share, workspace, viewer),
  };
}

function directionOf(
  state: RegistryState,
  share: Share,
  workspace: Workspace,
  viewer: User | undefined,
): ShareDocument["direction"] {
  if (viewer === undefined) return "other";
  if (workspace.ownerId === viewer.id) return "given";
  return state.identitiesOf(viewer.id).includes(share.grantee) ? "received" : "other";
}

function describeGrantee(state: RegistryState, grantee: Grantee) {
  const [, kind, id = ""] = /^(user|group):(.*)$/.exec(grantee) ?? [];
  return {
    user: kind === "user" ? nameOf(state, id) : null,
    group: kind === "group" ? (state.groups.get(id)?.name ?? id) : null,
  };
}

export function describeLink(state: RegistryState, link: ShareLink, now: Date): LinkDocument {
  return {
    id: link.id,
    uri: `s3://${link.bucket}/${link.key}`,
    createdBy: nameOf(state, link.createdBy),
    createdAt: link.createdAt,
    expiresAt: link.expiresAt ?? null,
    isExpired: hasExpired(link, now),
    maxDownloads: link.maxDownloads ?? null,
    hasPassword: link.passwordHash !== undefined,
  };
}

export function describeToken(state: RegistryState, token: Token, now: Date): TokenDocument {
  const { id, userId, accessKeyId, mode, workspaces, issuedAt, expiresAt } = token;
  const user = nameOf(state, userId);
  return { id, user, accessKeyId, mode, workspaces, issuedAt, expiresAt, isExpired: hasExpired(token, now) };
}
