import { AccessDeniedError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { Named, UpdateWorkspace } from "../administration.js";
import type { DeletedWorkspace, WorkspaceDocument } from "../administration-answers.js";
import type { RegistryEvent, User, Workspace } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import { actingAs, commitChange, readState, type AdministrationContext } from "./administration-context.js";
import { describeWorkspace, grantsOn } from "./describe-records.js";
import { assertFree, assertWorkspaceName, noSuchWorkspace, requireUser } from "./names.js";
import { formatPlace } from "./places.js";

export async function listWorkspaces(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<readonly WorkspaceDocument[]> {
  const state = await readState(context, options);
  const { user, isAdministrator } = actingAs(state, context.actor);
  const now = new Date();
  const seen = isAdministrator ? state.workspaces.all() : workspacesOf(state, user, now);
  return Array.from(seen, (workspace) => describeWorkspace(state, workspace, user, now)).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Workspaces that a user owns, that are shared with him, or public. */
function workspacesOf(state: RegistryState, user: User | undefined, now: Date): readonly Workspace[] {
  const ids = new Set<string>();
  for (const identity of user === undefined ? [] : state.identitiesOf(user.id)) {
    for (const { origin, expiresAt } of state.grants.ofGrantee(identity)) {
      const share = origin.kind === "share" ? state.shares.get(origin.id)?.workspaceId : undefined;
      const id = share ?? (origin.kind === "access-grant" ? undefined : origin.id);
      if (id !== undefined && (expiresAt === undefined || expiresAt > now.getTime())) ids.add(id);
    }
  }
  return Array.from(ids, (id) => state.workspaces.get(id)).filter((workspace) => workspace !== undefined);
}

export async function showWorkspace(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<WorkspaceDocument> {
  const state = await readState(context, options);
  const { user } = actingAs(state, context.actor);
  return describeWorkspace(state, requireVisible(state, context, name), user, new Date());
}

/** A workspace that the actor may know of. @throws NotFoundError for all others */
export function requireVisible(
  state: RegistryState,
  { actor }: AdministrationContext,
  name: string,
): Workspace {
  const { user, isAdministrator } = actingAs(state, actor);
  const workspace = state.workspaceNamed(name);
  if (workspace === undefined) throw noSuchWorkspace(name);
  const isVisible =
    isAdministrator || (user !== undefined && grantsOn(state, workspace, user.id, new Date()).length > 0);
  if (!isVisible) throw noSuchWorkspace(name);
  return workspace;
}

/** A workspace that the actor may change. @throws NotFoundError, AccessDeniedError */
export function requireOwned(state: RegistryState, context: AdministrationContext, name: string): Workspace {
  const workspace = requireVisible(state, context, name);
  const { user, isAdministrator } = actingAs(state, context.actor);
  if (isAdministrator || workspace.ownerId === user?.id) return workspace;
  throw new AccessDeniedError(`The workspace ${workspace.name} is not yours`, {
    hints: ["Only its owner and administrators may change it, or share it"],
  });
}

export async function updateWorkspace(
  context: AdministrationContext,
  input: UpdateWorkspace,
  options?: CallOptions,
): Promise<WorkspaceDocument> {
  const { name, newName, isPublic, quotaBytes } = input;
  if (newName !== undefined) assertWorkspaceName(newName);
  if (typeof quotaBytes === "number") assertQuota(quotaBytes);
  const action = newName === undefined ? "workspace update" : "workspace rename";
  return changeWorkspace(context, action, name, options, (state, before) => {
    const there = newName === undefined ? undefined : state.workspaceNamed(newName);
    if (newName !== undefined && there?.id !== before.id) assertFree(there, "workspace", newName);
    if (quotaBytes !== undefined) requireQuotaRight(state, context);
    const { quotaBytes: oldQuota, ...rest } = before;
    const quota = quotaBytes === undefined ? oldQuota : (quotaBytes ?? undefined);
    return {
      ...rest,
      name: newName ?? before.name,
      isPublic: isPublic ?? before.isPublic,
      ...(quota === undefined ? {} : { quotaBytes: quota }),
    };
  });
}

export async function transferWorkspace(
  context: AdministrationContext,
  { name, owner }: Named & { readonly owner: string },
  options?: CallOptions,
): Promise<WorkspaceDocument> {
  return changeWorkspace(context, "workspace transfer", name, options, (state, before) => {
    const { id, isEnabled } = requireUser(state, owner);
    if (!isEnabled) throw new UsageError(`The user ${owner} is disabled`, { code: "UserDisabled" });
    return { ...before, ownerId: id };
  });
}

export async function deleteWorkspace(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<DeletedWorkspace> {
  return commitChange(
    context,
    "workspace delete",
    (state) => {
      const workspace = requireOwned(state, context, name);
      const shares = state.shares.by("workspace", workspace.id);
      const links = Array.from(state.links.all()).filter(
        ({ bucket, key }) => bucket === workspace.bucket && key.startsWith(workspace.prefix),
      );
      return {
        events: [
          ...shares.map(({ id }): RegistryEvent => ({ remove: "share", id })),
          ...links.map(({ id }): RegistryEvent => ({ remove: "link", id })),
          { remove: "workspace", id: workspace.id },
        ],
        answer: () => ({
          name: workspace.name,
          uri: formatPlace(workspace),
          sharesRevoked: shares.length,
          linksRevoked: links.length,
        }),
      };
    },
    options,
  );
}

/** @throws UsageError */
export function assertQuota(quotaBytes: number): void {
  if (Number.isSafeInteger(quotaBytes) && quotaBytes >= 0) return;
  throw new UsageError(`Not a number of bytes: ${quotaBytes.toString()}`, { code: "InvalidQuota" });
}

function requireQuotaRight(state: RegistryState, { actor }: AdministrationContext): void {
  if (actingAs(state, actor).isAdministrator) return;
  throw new AccessDeniedError("Quotas are for administrators to set");
}

async function changeWorkspace(
  context: AdministrationContext,
  action: string,
  name: string,
  options: CallOptions | undefined,
  change: (state: RegistryState, before: Workspace) => Workspace,
): Promise<WorkspaceDocument> {
  return commitChange(
    context,
    action,
    (state, at) => {
      const workspace = change(state, requireOwned(state, context, name));
      return {
        events: [{ put: "workspace", record: workspace }],
        answer: (after) => describeWorkspace(after, workspace, actingAs(after, context.actor).user, at),
      };
    },
    options,
  );
}
