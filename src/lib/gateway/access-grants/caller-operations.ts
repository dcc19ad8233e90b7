import { coversScope, type AccessGrant, type Permission } from "../../access/grants/access-grant.js";
import type { Caller } from "../../access/grants/decide.js";
import { S3Error } from "../../wire/s3-error.js";
import type { AccessGrantsInstance } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import { requireFresh } from "../registry-freshness.js";
import { granteeElements, ofModel } from "./api-grants.js";
import { userArn } from "./arns.js";
import { instanceOf, type ControlCall, type ControlHandler } from "./control-call.js";
import { matchGrant } from "./match-grant.js";
import { pageOf } from "./pages.js";
import { invalidRequest, noAccess, stsInvalid } from "./refusals.js";
import { formatScope, parseTarget } from "./scopes.js";
import { vendCredentials } from "./vend-credentials.js";

/** What the caller himself has: by the API, as an owner, by shares. */
export const listCallerGrants: ControlHandler = ({ caller, context, accountId, request: { query } }) => {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const wanted = query.get("grantscope") ?? "s3://";
  if (!wanted.startsWith("s3://")) throw invalidRequest("grantscope must start with s3://");
  const now = context.clock().getTime();
  const found = callerGrants(state, accessOf(state, caller), now)
    .map((grant) => ({ Permission: grant.permission, GrantScope: shownScope(state, instance, grant) }))
    .filter(({ GrantScope }) => GrantScope.startsWith(wanted));
  const named = found.map((grant) => ({ id: `${grant.GrantScope}\n${grant.Permission}`, grant }));
  const distinct = [...new Map(named.map((item) => [item.id, item])).values()];
  distinct.sort((one, other) => (one.id < other.id ? -1 : 1));
  const ids = new Set(distinct.map(({ id }) => id));
  const { items, nextToken } = pageOf(query, distinct, (id) => ids.has(id));
  return {
    NextToken: nextToken,
    CallerAccessGrantsList: { AccessGrant: items.map(({ grant }) => ({ ...grant, ApplicationArn: "ALL" })) },
  };
};

/** Credentials for a target, on the strength of the caller's most specific grant for it. */
export const getDataAccess: ControlHandler = async (call) => {
  const { caller, accountId } = call;
  const order = readOrder(call);
  const { state, instance, access, grant } = await findGrant(call, order);
  if (grant === undefined || caller.kind === "anonymous" || caller.user === undefined)
    throw noAccess(order.permission, order.target);
  const isMinimal = order.privilege === "Minimal";
  const scope = isMinimal ? order.scope : narrower(grant.scope, access, order.permission);
  const credentials = await vendCredentials(call, {
    caller: { ...caller, user: caller.user },
    grant,
    access: { permission: order.permission, scope },
    seconds: order.seconds,
  });
  const shown = ofModel(state, instance, grant);
  call.noted.set("grant", shown?.id ?? grant.id);
  call.noted.set("scope", formatScope(scope));
  call.noted.set("credentials", credentials.accessKeyId);
  call.noted.set("expires", credentials.expiration.toISOString());
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: credentials.expiration,
    },
    MatchedGrantTarget:
      isMinimal || scope !== grant.scope ? formatScope(scope) : shownScope(state, instance, grant),
    Grantee: granteeElements(
      shown?.grantee ?? { type: "IAM", identifier: userArn(accountId, caller.user.name) },
    ),
  };
};

/** Another gateway may have just given what is not here: a refusal is worth a look. */
const REFUSAL_AGE_MS = 200;

async function findGrant(call: ControlCall, order: AccessOrder): Promise<FoundGrant> {
  const found = matchNow(call, order);
  if (found.grant !== undefined) return found;
  await requireFresh(call.context.registry, REFUSAL_AGE_MS);
  return matchNow(call, order);
}

interface FoundGrant {
  readonly state: RegistryState;
  readonly instance: AccessGrantsInstance;
  readonly access: Caller;
  readonly grant: AccessGrant | undefined;
}

function matchNow({ context, caller, accountId }: ControlCall, order: AccessOrder): FoundGrant {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const access = accessOf(state, caller);
  const createdAt = (grant: AccessGrant) => createdAtOf(state, instance, grant);
  const grant = matchGrant(state.grants, access, order, context.clock().getTime(), createdAt);
  return { state, instance, access, grant };
}

interface AccessOrder {
  readonly target: string;
  readonly scope: ReturnType<typeof parseTarget>;
  readonly permission: Permission;
  readonly privilege: "Default" | "Minimal";
  readonly seconds: number;
}

const PERMISSIONS: readonly string[] = ["READ", "WRITE", "READWRITE"];
const DEFAULT_SECONDS = 3600;
const LEAST_SECONDS = 900;
const MOST_SECONDS = 43_200;
const MOST_AUDIT_CONTEXT = 2048;

function readOrder({ request: { query } }: ControlCall): AccessOrder {
  const target = query.get("target") ?? "";
  const permission = query.get("permission") ?? "";
  const privilege = query.get("privilege") ?? "Default";
  const targetType = query.get("targetType");
  const auditContext = query.get("auditContext");
  if (!PERMISSIONS.includes(permission)) throw invalidRequest("permission must be READ, WRITE or READWRITE");
  if (privilege !== "Default" && privilege !== "Minimal")
    throw invalidRequest("privilege must be Default or Minimal");
  if (targetType !== undefined && targetType !== "Object") throw invalidRequest("targetType must be Object");
  if (auditContext !== undefined && (auditContext === "" || auditContext.length > MOST_AUDIT_CONTEXT))
    throw invalidRequest("auditContext must have 1 to 2048 characters");
  return {
    target,
    scope: parseTarget(target, targetType === "Object"),
    permission: permission as Permission,
    privilege,
    seconds: secondsOf(query.get("durationSeconds")),
  };
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SECONDS;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) return seconds;
  const bound =
    seconds > MOST_SECONDS
      ? `less than or equal to ${MOST_SECONDS.toString()}`
      : `greater than or equal to ${LEAST_SECONDS.toString()}`;
  throw stsInvalid(
    `1 validation error detected: Value '${text}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

/** An administrator has what is granted to him as a user; that he may do everything else is not asked for here. */
function accessOf(state: RegistryState, caller: GatewayCaller): Caller {
  if (caller.kind !== "administrator") return caller.access;
  if (caller.user === undefined)
    throw new S3Error(
      "AccessDenied",
      "The gateway's own keys are nobody's: sign as a user, to whom something can be granted",
    );
  return { identities: state.identitiesOf(caller.user.id) };
}

function callerGrants(state: RegistryState, { identities, limits }: Caller, now: number): AccessGrant[] {
  return identities.flatMap((identity) =>
    [...state.grants.ofGrantee(identity)].filter(
      ({ id, expiresAt = Infinity }) => expiresAt > now && (limits?.grantIds?.has(id) ?? true),
    ),
  );
}

/** Credentials that are limited to a part of a grant are good for no more than that part. */
function narrower(
  scope: AccessGrant["scope"],
  { limits }: Caller,
  permission: Permission,
): AccessGrant["scope"] {
  const inside = limits?.scopes?.find(
    (limit) =>
      coversScope(scope, limit.scope) &&
      (limit.permission === permission || limit.permission === "READWRITE"),
  );
  return inside?.scope ?? scope;
}

function shownScope(state: RegistryState, instance: AccessGrantsInstance, grant: AccessGrant): string {
  return ofModel(state, instance, grant)?.grantScope ?? formatScope(grant.scope);
}

function createdAtOf(state: RegistryState, instance: AccessGrantsInstance, grant: AccessGrant): string {
  return ofModel(state, instance, grant)?.createdAt ?? "";
}
