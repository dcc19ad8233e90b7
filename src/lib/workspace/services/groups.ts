import { ConflictError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { GroupChange, Named } from "../administration.js";
import type { GroupDocument } from "../administration-answers.js";
import type { Group, RegistryEvent } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import {
  commitChange,
  readState,
  requireAdministrator,
  type AdministrationContext,
} from "./administration-context.js";
import { describeGroup } from "./describe-records.js";
import { assertFree, assertName, newId, requireGroup, requireUser } from "./names.js";

export async function createGroup(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<GroupDocument> {
  assertName("group", name);
  const id = newId();
  return commitChange(
    context,
    "group create",
    (state, at) => {
      requireAdministrator(state, context.actor);
      assertFree(state.groupNamed(name), "group", name);
      const group: Group = { id, name, createdAt: at.toISOString() };
      return { events: [{ put: "group", record: group }], answer: (after) => describeGroup(after, group) };
    },
    options,
  );
}

export async function listGroups(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<readonly GroupDocument[]> {
  const state = await readState(context, options);
  requireAdministrator(state, context.actor);
  return Array.from(state.groups.all(), (group) => describeGroup(state, group)).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

/** Add users to a group; those who are in it already stay. */
export async function addToGroup(
  context: AdministrationContext,
  { group: name, users }: GroupChange,
  options?: CallOptions,
): Promise<GroupDocument> {
  return changeMembers(context, "group add", name, options, (state, group) =>
    users
      .map((user) => requireUser(state, user).id)
      .map((userId) => ({ id: `${group.id}:${userId}`, groupId: group.id, userId }))
      .filter(({ id }) => state.memberships.get(id) === undefined)
      .map((record) => ({ put: "membership", record })),
  );
}

/** @throws ConflictError when one of them is not in it */
export async function removeFromGroup(
  context: AdministrationContext,
  { group: name, users }: GroupChange,
  options?: CallOptions,
): Promise<GroupDocument> {
  return changeMembers(context, "group remove", name, options, (state, group) =>
    users.map((user) => {
      const id = `${group.id}:${requireUser(state, user).id}`;
      if (state.memberships.get(id) === undefined)
        throw new ConflictError(`${user} is not in group ${name}`, { code: "NotAMember" });
      return { remove: "membership", id };
    }),
  );
}

/** Delete a group, and with it all that was shared with it. */
export async function deleteGroup(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<GroupDocument & { readonly sharesRevoked: number }> {
  return commitChange(
    context,
    "group delete",
    (state) => {
      requireAdministrator(state, context.actor);
      const group = requireGroup(state, name);
      const described = describeGroup(state, group);
      const shares = state.shares.by("grantee", `group:${group.id}`);
      const members = state.memberships.by("group", group.id);
      return {
        events: [
          ...shares.map(({ id }): RegistryEvent => ({ remove: "share", id })),
          ...members.map(({ id }): RegistryEvent => ({ remove: "membership", id })),
          { remove: "group", id: group.id },
        ],
        answer: () => ({ ...described, sharesRevoked: shares.length }),
      };
    },
    options,
  );
}

async function changeMembers(
  context: AdministrationContext,
  action: string,
  name: string,
  options: CallOptions | undefined,
  decide: (state: RegistryState, group: Group) => readonly RegistryEvent[],
): Promise<GroupDocument> {
  return commitChange(
    context,
    action,
    (state) => {
      requireAdministrator(state, context.actor);
      const group = requireGroup(state, name);
      return { events: decide(state, group), answer: (after) => describeGroup(after, group) };
    },
    options,
  );
}
