import { AccessDeniedError, NotFoundError, UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { Identified, IssueToken, RecordToken } from "../administration.js";
import type { IssuedToken, TokenDocument, TokenScopes } from "../administration-answers.js";
import { isExpired, type AccessGrant } from "../../access/grants/access-grant.js";
import type { RegistryEvent, Token, User } from "../registry/records.js";
import type { RegistryState } from "../registry/registry-state.js";
import {
  actingAs,
  commitChange,
  readState,
  requireAdministrator,
  type AdministrationContext,
} from "./administration-context.js";
import { describeToken as describeRecord, grantsOn } from "./describe-records.js";
import { newId, noSuchWorkspace, requireUser } from "./names.js";

const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 60;
const MOST_SECONDS = 7 * 86_400;
/** How long tokens are still listed when they are over, and how many of the oldest are looked at for that. */
const LISTED_MS = 86_400_000;
const LOOKED_AT = 500;

/** Issue credentials for the gateway, and keep a record by which they can be revoked. */
export async function issueToken(
  context: AdministrationContext,
  input: IssueToken,
  options?: CallOptions,
): Promise<IssuedToken> {
  const seconds = durationOf(input);
  const tokenId = newId();
  const order = orderFor(await readState(context, options), context, input);
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + seconds * 1000);
  const minted = await context.mintToken({
    tokenId,
    userId: order.user.id,
    userKeyId: order.isOwn ? order.user.key.accessKeyId : undefined,
    issuedAt,
    expiresAt,
  });
  return commitChange(
    context,
    "token issue",
    (state, at) => {
      const { user, workspaces, grants } = orderFor(state, context, input);
      if (user.id !== order.user.id) throw new NotFoundError(`There is no user ${order.user.name}`);
      const token: Token = {
        id: tokenId,
        userId: user.id,
        accessKeyId: minted.accessKeyId,
        mode: "gateway",
        ...(workspaces.length === 0 ? {} : { grantIds: grants.map(({ id }) => id) }),
        workspaces,
        issuedAt: issuedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      };
      return {
        events: [{ put: "token", record: token }, ...clearedTokens(state, at)],
        answer: (after) => ({
          id: tokenId,
          user: user.name,
          mode: "gateway",
          workspaces,
          ...minted,
          expiration: token.expiresAt,
          endpoint: context.gatewayEndpoint ?? after.settings.gatewayEndpoint ?? null,
        }),
      };
    },
    options,
  );
}

/** What a token may reach: for session policies of stores' own STS. */
export async function describeToken(
  context: AdministrationContext,
  input: IssueToken,
  options?: CallOptions,
): Promise<TokenScopes> {
  const state = await readState(context, options);
  const { user, workspaces, grants } = orderFor(state, context, input);
  return {
    user: user.name,
    workspaces,
    scopes: grants.map(({ id, scope, permission }) => ({ grantId: id, scope, permission })),
  };
}

/** Keep a record of credentials that a store's own STS issued. */
export async function recordToken(
  context: AdministrationContext,
  { user: name, workspaces, accessKeyId, expiresAt }: RecordToken,
  options?: CallOptions,
): Promise<TokenDocument> {
  const id = newId();
  return commitChange(
    context,
    "token issue",
    (state, at) => {
      requireAdministrator(state, context.actor);
      const { id: userId } = requireUser(state, name);
      const token: Token = {
        id,
        userId,
        accessKeyId,
        mode: "sts",
        workspaces,
        issuedAt: at.toISOString(),
        expiresAt: new Date(expiresAt).toISOString(),
      };
      return {
        events: [{ put: "token", record: token }, ...clearedTokens(state, at)],
        answer: (after) => describeRecord(after, token, at),
      };
    },
    options,
  );
}

export async function listTokens(
  context: AdministrationContext,
  { user: name }: { readonly user?: string | undefined },
  options?: CallOptions,
): Promise<readonly TokenDocument[]> {
  const state = await readState(context, options);
  const { user, isAdministrator } = actingAs(state, context.actor);
  const isAll = name === undefined && isAdministrator;
  const owner = isAll ? undefined : tokenOwner(state, context, name ?? user?.name);
  const tokens = owner === undefined ? state.tokens.all() : state.tokens.by("user", owner.id);
  const now = new Date();
  return Array.from(tokens, (token) => describeRecord(state, token, now));
}

/** @throws UsageError for credentials of a store's own STS: nobody can take those back */
export async function revokeToken(
  context: AdministrationContext,
  { id }: Identified,
  options?: CallOptions,
): Promise<TokenDocument> {
  return commitChange(
    context,
    "token revoke",
    (state, at) => {
      const token = requireToken(state, context, id);
      const described = describeRecord(state, token, at);
      if (token.mode === "sts" && !described.isExpired) {
        throw new UsageError(
          `The token ${id} is of the store's own STS: it cannot be revoked before it ends`,
          {
            code: "NotRevocable",
            hints: [
              `It ends at ${token.expiresAt}`,
              "To end it sooner, change or delete the role that it was issued with; tokens of a gateway end at once",
            ],
          },
        );
      }
      return { events: [{ remove: "token", id }], answer: () => described };
    },
    options,
  );
}

interface Order {
  readonly user: User;
  /** Whether the user asks for himself. */
  readonly isOwn: boolean;
  /** As the registry spells them. */
  readonly workspaces: readonly string[];
  readonly grants: readonly AccessGrant[];
}

function orderFor(state: RegistryState, context: AdministrationContext, input: IssueToken): Order {
  const acting = actingAs(state, context.actor);
  const user = tokenOwner(state, context, input.user ?? acting.user?.name);
  if (!user.isEnabled) throw new AccessDeniedError(`The user ${user.name} is disabled`);
  const now = new Date();
  const named = (input.workspaces ?? []).map((name) => {
    const workspace = state.workspaceNamed(name);
    const grants = workspace === undefined ? [] : grantsOn(state, workspace, user.id, now);
    if (workspace === undefined || grants.length === 0) throw noSuchWorkspace(name);
    return { name: workspace.name, grants };
  });
  const grants = named.length === 0 ? allGrants(state, user, now) : named.flatMap((one) => one.grants);
  return {
    user,
    isOwn: acting.user?.id === user.id,
    workspaces: named.map(({ name }) => name),
    grants: [...new Map(grants.map((grant) => [grant.id, grant])).values()],
  };
}

function allGrants(state: RegistryState, user: User, now: Date): readonly AccessGrant[] {
  return state
    .identitiesOf(user.id)
    .flatMap((identity) => [...state.grants.ofGrantee(identity)])
    .filter((grant) => !isExpired(grant, now.getTime()));
}

function tokenOwner(state: RegistryState, { actor }: AdministrationContext, name: string | undefined): User {
  const { user, isAdministrator } = actingAs(state, actor);
  if (name === undefined) {
    throw new UsageError("Whose token shall it be?", {
      code: "NoUser",
      hints: ["Name the user with --user", "Or log in to a gateway as that user: s3kit login ENDPOINT"],
    });
  }
  if (isAdministrator) return requireUser(state, name);
  if (user !== undefined && state.userNamed(name)?.id === user.id) return user;
  throw new AccessDeniedError("Tokens of others are for administrators");
}

function requireToken(state: RegistryState, { actor }: AdministrationContext, id: string): Token {
  const { user, isAdministrator } = actingAs(state, actor);
  const token = state.tokens.get(id);
  if (token !== undefined && (isAdministrator || token.userId === user?.id)) return token;
  throw new NotFoundError(`There is no token ${id}`, {
    code: "NoSuchToken",
    hints: ["See which there are: s3kit token list"],
  });
}

function durationOf({ durationSeconds: seconds = DEFAULT_SECONDS }: IssueToken): number {
  if (Number.isFinite(seconds) && seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) return seconds;
  throw new UsageError(`A token cannot last ${seconds.toString()} seconds`, {
    code: "InvalidDuration",
    hints: ["Choose between 1 minute and 7 days"],
  });
}

/** Tokens that are over long since, a few at each turn, so that the registry does not grow for ever. */
function clearedTokens(state: RegistryState, now: Date): readonly RegistryEvent[] {
  const oldest = Iterator.from(state.tokens.all()).take(LOOKED_AT);
  return Array.from(oldest)
    .filter(({ expiresAt }) => Date.parse(expiresAt) + LISTED_MS < now.getTime())
    .map(({ id }) => ({ remove: "token", id }));
}
