import { AccessDeniedError, NotFoundError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { CreateInvitation, Identified } from "../administration.js";
import type { InvitationDocument, InvitationWithCode, UserWithKey } from "../administration-answers.js";
import type { Invitation, User } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import {
  commitChange,
  readState,
  requireAdministrator,
  type AdministrationContext,
} from "./administration-context.js";
import { describeInvitation, describeUser } from "./describe-records.js";
import { hasExpired, parseExpiry } from "./expiry.js";
import { assertFree, assertName, newId, requireGroup } from "./names.js";
import { hashCode, keptKey, newSecretCode, newUserKey } from "./user-keys.js";
import { joinEvents } from "./users.js";

const DEFAULT_LIFE_MS = 7 * 86_400_000;

export async function createInvitation(
  context: AdministrationContext,
  input: CreateInvitation,
  options?: CallOptions,
): Promise<InvitationWithCode> {
  const { userName, groups = [], expiresAt } = input;
  if (userName !== undefined) assertName("user", userName);
  const code = newSecretCode();
  const id = newId();
  return commitChange(
    context,
    "user invite",
    (state, at) => {
      const { by } = requireAdministrator(state, context.actor);
      if (userName !== undefined) assertFree(state.userNamed(userName), "user", userName);
      const invitation: Invitation = {
        id,
        codeHash: hashCode(code),
        ...(userName === undefined ? {} : { userName }),
        groupIds: groups.map((group) => requireGroup(state, group).id),
        createdBy: by,
        createdAt: at.toISOString(),
        expiresAt: parseExpiry(expiresAt ?? new Date(at.getTime() + DEFAULT_LIFE_MS).toISOString(), at),
      };
      return {
        events: [{ put: "invitation", record: invitation }],
        answer: (after) => ({ ...describeInvitation(after, invitation), code }),
      };
    },
    options,
  );
}

export async function listInvitations(
  context: AdministrationContext,
  _input: {},
  options?: CallOptions,
): Promise<readonly InvitationDocument[]> {
  const state = await readState(context, options);
  requireAdministrator(state, context.actor);
  return Array.from(state.invitations.all(), (invitation) => describeInvitation(state, invitation));
}

export async function revokeInvitation(
  context: AdministrationContext,
  { id }: Identified,
  options?: CallOptions,
): Promise<InvitationDocument> {
  return commitChange(
    context,
    "user uninvite",
    (state) => {
      requireAdministrator(state, context.actor);
      const invitation = state.invitations.get(id);
      if (invitation === undefined)
        throw new NotFoundError(`There is no invitation ${id}`, { code: "NoSuchInvitation" });
      const described = describeInvitation(state, invitation);
      return { events: [{ remove: "invitation", id }], answer: () => described };
    },
    options,
  );
}

/** Become a user with an invitation's code, which is used up by it. Needs no other rights. */
export async function register(
  context: AdministrationContext,
  { code, name }: { readonly code: string; readonly name: string },
  options?: CallOptions,
): Promise<UserWithKey> {
  assertName("user", name);
  const id = newId();
  const key = await newUserKey(context.registry.keys, id);
  return commitChange(
    context,
    "register",
    (state, at) => {
      const invitation = invitationOf(state, code, name, at);
      assertFree(state.userNamed(name), "user", name);
      const groups = invitation.groupIds.flatMap((groupId) => state.groups.get(groupId) ?? []);
      const user: User = {
        id,
        name,
        isAdministrator: false,
        isEnabled: true,
        createdAt: at.toISOString(),
        key: keptKey(key, at),
      };
      return {
        events: [{ remove: "invitation", id: invitation.id }, ...joinEvents(user, groups)],
        answer: (after) => ({ ...describeUser(after, user), secretAccessKey: key.secretAccessKey }),
      };
    },
    options,
  );
}

/** One answer to every code that does not fit: nothing is told of others' invitations. */
function invitationOf(state: RegistryState, code: string, name: string, now: Date): Invitation {
  const invitation = state.invitations.by("codeHash", hashCode(code))[0];
  const fits =
    invitation !== undefined && (invitation.userName ?? name) === name && !hasExpired(invitation, now);
  if (fits) return invitation;
  throw new AccessDeniedError(`The code is not one for ${name}, was used already, or has expired`, {
    code: "InvalidInvitation",
    hints: ["Ask an administrator for an invitation: s3kit user invite"],
  });
}
