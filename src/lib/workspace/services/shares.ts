import type { Grantee } from "../../access/grants/access-grant.js";
import { AccessDeniedError, ConflictError, NotFoundError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { CreateShare, Identified, UpdateShare } from "../administration.js";
import type { ShareDocument } from "../administration-answers.js";
import type { Share } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import { actingAs, commitChange, readState, type AdministrationContext } from "./administration-context.js";
import { describeShare } from "./describe-records.js";
import { parseExpiry } from "./expiry.js";
import { newId, requireGroup, requireUser } from "./names.js";
import { normalizePrefix } from "./places.js";
import { requireOwned, requireVisible } from "./workspaces.js";

export async function createShare(
  context: AdministrationContext,
  input: CreateShare,
  options?: CallOptions,
): Promise<ShareDocument> {
  const prefix = normalizePrefix(input.prefix ?? "");
  const id = newId();
  return commitChange(
    context,
    "share create",
    (state, at) => {
      const workspace = requireOwned(state, context, input.workspace);
      const { by, user } = actingAs(state, context.actor);
      const grantee = granteeOf(state, input);
      if (grantee === `user:${workspace.ownerId}`)
        throw new UsageError(`${input.user ?? ""} owns the workspace`, { code: "ShareWithOwner" });
      assertNew(state, workspace.id, grantee, prefix);
      const share: Share = {
        id,
        workspaceId: workspace.id,
        grantee,
        permission: input.permission,
        prefix,
        createdBy: by,
        createdAt: at.toISOString(),
        ...(input.expiresAt === undefined ? {} : { expiresAt: parseExpiry(input.expiresAt, at) }),
      };
      return {
        events: [{ put: "share", record: share }],
        answer: (after) => describeShare(after, share, user, at),
      };
    },
    options,
  );
}

export async function listShares(
  context: AdministrationContext,
  { workspace: name }: { readonly workspace?: string | undefined },
  options?: CallOptions,
): Promise<readonly ShareDocument[]> {
  const state = await readState(context, options);
  const { user, isAdministrator } = actingAs(state, context.actor);
  const now = new Date();
  const shares =
    name === undefined
      ? state.shares.all()
      : state.shares.by("workspace", requireVisible(state, context, name).id);
  return Array.from(shares, (share) => describeShare(state, share, user, now)).filter(
    ({ direction }) => isAdministrator || direction !== "other",
  );
}

export async function updateShare(
  context: AdministrationContext,
  { id, permission, expiresAt }: UpdateShare,
  options?: CallOptions,
): Promise<ShareDocument> {
  return commitChange(
    context,
    "share update",
    (state, at) => {
      const before = requireShare(state, context, id);
      const { user } = actingAs(state, context.actor);
      requireOwned(state, context, state.workspaces.get(before.workspaceId)?.name ?? "");
      const { expiresAt: oldEnd, ...rest } = before;
      const end =
        expiresAt === undefined ? oldEnd : expiresAt === null ? undefined : parseExpiry(expiresAt, at);
      const share: Share = {
        ...rest,
        permission: permission ?? before.permission,
        ...(end === undefined ? {} : { expiresAt: end }),
      };
      return {
        events: [{ put: "share", record: share }],
        answer: (after) => describeShare(after, share, user, at),
      };
    },
    options,
  );
}

/** Take a share back; whoever got it himself may give it back. */
export async function revokeShare(
  context: AdministrationContext,
  { id }: Identified,
  options?: CallOptions,
): Promise<ShareDocument> {
  return commitChange(
    context,
    "share revoke",
    (state, at) => {
      const share = requireShare(state, context, id);
      const { user, isAdministrator } = actingAs(state, context.actor);
      const described = describeShare(state, share, user, at);
      const isOwn = described.direction === "given" || share.grantee === `user:${user?.id ?? ""}`;
      if (!isAdministrator && !isOwn)
        throw new AccessDeniedError("The share is not yours to revoke: it was given to a group");
      return { events: [{ remove: "share", id }], answer: () => described };
    },
    options,
  );
}

/** A share that the actor may know of. */
function requireShare(state: RegistryState, { actor }: AdministrationContext, id: string): Share {
  const { user, isAdministrator } = actingAs(state, actor);
  const share = state.shares.get(id);
  const isVisible =
    share !== undefined &&
    (isAdministrator || describeShare(state, share, user, new Date()).direction !== "other");
  if (isVisible) return share;
  throw new NotFoundError(`There is no share ${id}`, {
    code: "NoSuchShare",
    hints: ["See which there are: s3kit share list"],
  });
}

function granteeOf(state: RegistryState, { user, group }: CreateShare): Grantee {
  if ((user === undefined) === (group === undefined))
    throw new UsageError("Share with one user or one group", { code: "NoGrantee" });
  return user === undefined
    ? `group:${requireGroup(state, group ?? "").id}`
    : `user:${requireUser(state, user).id}`;
}

function assertNew(state: RegistryState, workspaceId: string, grantee: Grantee, prefix: string): void {
  const there = state.shares
    .by("grantee", grantee)
    .find((share) => share.workspaceId === workspaceId && share.prefix === prefix);
  if (there === undefined) return;
  throw new ConflictError("It is shared with them already", {
    code: "ShareExists",
    hints: [`Change that share: s3kit share update ${there.id}`],
  });
}
