import { AccessDeniedError, ConflictError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { CreateUser, Named } from "../administration.js";
import type { CallerDocument, DeletedUser, UserDocument, UserWithKey } from "../administration-answers.js";
import type { Group, RegistryEvent, User } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import {
  actingAs,
  commitChange,
  readState,
  requireAdministrator,
  type AdministrationContext,
} from "./administration-context.js";
import { describeUser } from "./describe-records.js";
import { assertFree, assertName, newId, requireGroup, requireUser } from "./names.js";
import { keptKey, newUserKey } from "./user-keys.js";

export async function whoAmI(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<CallerDocument> {
  const state = await readState(context, options);
  const { user, isAdministrator } = actingAs(state, context.actor);
  return { user: user === undefined ? null : describeUser(state, user), isAdministrator };
}

export async function createUser(
  context: AdministrationContext,
  input: CreateUser,
  options?: CallOptions,
): Promise<UserWithKey> {
  const { name, email, isAdministrator = false, groups = [] } = input;
  assertName("user", name);
  if (email !== undefined) assertEmail(email);
  const id = newId();
  const key = await newUserKey(context.registry.keys, id);
  return commitChange(
    context,
    "user create",
    (state, at) => {
      requireAdministrator(state, context.actor);
      assertFree(state.userNamed(name), "user", name);
      const joined = groups.map((group) => requireGroup(state, group));
      const user: User = {
        id,
        name,
        ...(email === undefined ? {} : { email }),
        isAdministrator,
        isEnabled: true,
        createdAt: at.toISOString(),
        key: keptKey(key, at),
      };
      return {
        events: joinEvents(user, joined),
        answer: (after) => ({ ...describeUser(after, user), secretAccessKey: key.secretAccessKey }),
      };
    },
    options,
  );
}

/** The events of a new user who is in these groups. */
export function joinEvents(user: User, groups: readonly Group[]): readonly RegistryEvent[] {
  const memberships = groups.map(({ id: groupId }): RegistryEvent => ({
    put: "membership",
    record: { id: `${groupId}:${user.id}`, groupId, userId: user.id },
  }));
  return [{ put: "user", record: user }, ...memberships];
}

export async function listUsers(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<readonly UserDocument[]> {
  const state = await readState(context, options);
  requireAdministrator(state, context.actor);
  return Array.from(state.users.all(), (user) => describeUser(state, user)).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );
}

export async function showUser(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<UserDocument> {
  const state = await readState(context, options);
  return describeUser(state, requireSelfOr(state, context, name));
}

export async function setUserEnabled(
  context: AdministrationContext,
  { name, isEnabled }: Named & { readonly isEnabled: boolean },
  options?: CallOptions,
): Promise<UserDocument> {
  return commitChange(
    context,
    isEnabled ? "user enable" : "user disable",
    (state) => {
      requireAdministrator(state, context.actor);
      const user = { ...requireUser(state, name), isEnabled };
      const isSame = state.users.get(user.id)?.isEnabled === isEnabled;
      return {
        events: isSame ? [] : [{ put: "user", record: user }],
        answer: (after) => describeUser(after, user),
      };
    },
    options,
  );
}

export async function rotateUserKey(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<UserWithKey> {
  const { id } = requireSelfOr(await readState(context, options), context, name);
  const key = await newUserKey(context.registry.keys, id);
  return commitChange(
    context,
    "user rotate-key",
    (state, at) => {
      const before = requireSelfOr(state, context, name);
      if (before.id !== id) throw new ConflictError(`The user ${name} was replaced by another`);
      const user: User = { ...before, key: keptKey(key, at) };
      return {
        events: [{ put: "user", record: user }],
        answer: (after) => ({ ...describeUser(after, user), secretAccessKey: key.secretAccessKey }),
      };
    },
    options,
  );
}

export async function deleteUser(
  context: AdministrationContext,
  { name }: Named,
  options?: CallOptions,
): Promise<DeletedUser> {
  return commitChange(
    context,
    "user delete",
    (state) => {
      requireAdministrator(state, context.actor);
      const user = requireUser(state, name);
      assertOwnsNothing(state, user);
      const left = leftBy(state, user);
      const count = (kind: string) =>
        left.filter((event) => "remove" in event && event.remove === kind).length;
      const counts = {
        sharesRevoked: count("share"),
        tokensRevoked: count("token"),
        linksRevoked: count("link"),
      };
      return {
        events: [...left, { remove: "user", id: user.id }],
        answer: () => ({ name: user.name, ...counts }),
      };
    },
    options,
  );
}

function assertOwnsNothing(state: RegistryState, { id, name }: User): void {
  const owned = state.workspaces.by("owner", id);
  if (owned.length === 0) return;
  const names = owned.slice(0, 5).map((workspace) => workspace.name);
  throw new ConflictError(
    `${name} owns ${owned.length.toString()} workspace${owned.length === 1 ? "" : "s"}: ${names.join(", ")}${owned.length > 5 ? "…" : ""}`,
    {
      code: "UserOwnsWorkspaces",
      hints: [
        "Hand them on first: s3kit workspace transfer NAME USER",
        "Or delete them: s3kit workspace delete NAME",
      ],
    },
  );
}

/** What is of no use without a user. */
function leftBy(state: RegistryState, { id }: User): readonly RegistryEvent[] {
  const remove =
    (kind: "membership" | "share" | "token" | "link" | "access-grant") => (record: { id: string }) => ({
      remove: kind,
      id: record.id,
    });
  return [
    ...state.memberships.by("user", id).map(remove("membership")),
    ...state.shares.by("grantee", `user:${id}`).map(remove("share")),
    ...state.tokens.by("user", id).map(remove("token")),
    ...state.links.by("creator", id).map(remove("link")),
    ...state.accessGrants.by("grantee", `user:${id}`).map(remove("access-grant")),
  ];
}

/** The user of a name, for himself and for administrators. */
function requireSelfOr(state: RegistryState, { actor }: AdministrationContext, name: string): User {
  const acting = actingAs(state, actor);
  if (acting.isAdministrator) return requireUser(state, name);
  const user = state.userNamed(name);
  if (user !== undefined && user.id === acting.user?.id) return user;
  throw new AccessDeniedError("Other users are for administrators to see and change");
}

function assertEmail(email: string): void {
  if (/^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/.test(email)) return;
  throw new UsageError(`Not an e-mail address: ${email}`, { code: "InvalidEmail" });
}
