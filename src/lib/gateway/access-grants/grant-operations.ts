import { randomUUID } from "node:crypto";
import type { Permission } from "../../access/grants/access-grant.js";
import {
  optionalChild,
  optionalText,
  requiredChild,
  requiredText,
  requiredWord,
} from "../../wire/xml/read-element.js";
import type { XmlElement } from "../../wire/xml/parse-xml.js";
import type { AccessGrantsGrant, RegistryEvent } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import { allGrants, findGrant, grantElements } from "./api-grants.js";
import { instanceOf, originOf, type ControlCall, type ControlHandler } from "./control-call.js";
import { granteeOf, type ApiGrantee } from "./grantees.js";
import { pageOf } from "./pages.js";
import { readDocument } from "./read-document.js";
import {
  grantExists,
  invalidGrant,
  invalidRequest,
  MAX_GRANTS,
  noGrant,
  noLocation,
  tooManyGrants,
} from "./refusals.js";
import { grantScopeOf } from "./scopes.js";
import { shareOf, workspaceIdOf } from "./share-workspace.js";
import { readTags } from "./tags.js";

const PERMISSIONS = ["READ", "WRITE", "READWRITE"] as const;
const GRANTEE_TYPES = ["IAM", "DIRECTORY_USER", "DIRECTORY_GROUP"] as const;

export const createGrant: ControlHandler = async (call) => {
  const { context, accountId } = call;
  const document = await readDocument(call);
  const input = readInput(document);
  const id = randomUUID();
  if (workspaceIdOf(input.locationId) !== undefined) return shareWorkspace(call, input, id);
  await context.registry.commit(originOf(call), (state, at) => {
    instanceOf(state, accountId);
    const record = grantOf(state, input, { id, createdAt: at.toISOString() });
    assertNew(state, record);
    if (state.accessGrants.size >= MAX_GRANTS) throw tooManyGrants();
    return [{ put: "access-grant", record }];
  });
  call.noted.set("id", id);
  return getGrant({ ...call, id });
};

/** A grant in a workspace is a share of it. */
async function shareWorkspace(call: ControlCall, input: GrantInput, shareId: string): Promise<GrantContent> {
  if (input.isObject) throw invalidGrant("a workspace is shared by folders, not by objects");
  if (Object.keys(input.tags).length > 0) throw invalidGrant("shares have no tags");
  const origin = originOf(call);
  await call.context.registry.commit(origin, (state, at) => {
    instanceOf(state, call.accountId);
    const grant = { ...input, grantee: granteeOf(state, input.grantee) };
    const made = { id: shareId, createdBy: origin.by, createdAt: at.toISOString() };
    return [{ put: "share", record: shareOf(state, grant, made) }];
  });
  const id = `share-${shareId}`;
  call.noted.set("id", id);
  return getGrant({ ...call, id });
}

type GrantContent = Awaited<ReturnType<ControlHandler>>;

export const getGrant: ControlHandler = ({ context, accountId, id }) => {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const grant = findGrant(state, instance, id);
  if (grant === undefined) throw noGrant();
  return grantElements(instance, grant);
};

/** Deleting the grant that a share is revokes the share. An owner's goes with his workspace only. */
export const deleteGrant: ControlHandler = async (call) => {
  const { context, accountId, id } = call;
  await context.registry.commit(originOf(call), (state) => {
    const instance = instanceOf(state, accountId);
    if (findGrant(state, instance, id) === undefined) throw noGrant();
    return [removalOf(state, id)];
  });
  return undefined;
};

export const listGrants: ControlHandler = ({ context, accountId, request: { query } }) => {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const matches = [
    ["granteetype", query.get("granteetype")],
    ["granteeidentifier", query.get("granteeidentifier")],
    ["permission", query.get("permission")],
    ["grantscope", query.get("grantscope")],
  ] as const;
  const found = Iterator.from(allGrants(state, instance)).filter((grant) => {
    const own = {
      granteetype: grant.grantee.type,
      granteeidentifier: grant.grantee.identifier,
      permission: grant.permission,
      grantscope: grant.grantScope,
    };
    return matches.every(([name, wanted]) => wanted === undefined || own[name] === wanted);
  });
  // No grant here is for an application alone.
  const listed = query.get("application_arn") === undefined ? found : [];
  const isThere = (id: string) => findGrant(state, instance, id) !== undefined;
  const { items, nextToken } = pageOf(query, listed, isThere);
  return {
    NextToken: nextToken,
    AccessGrantsList: { AccessGrant: items.map((grant) => grantElements(instance, grant)) },
  };
};

interface GrantInput {
  readonly locationId: string;
  readonly subPrefix: string | undefined;
  readonly isObject: boolean;
  readonly grantee: ApiGrantee;
  readonly permission: Permission;
  readonly tags: Readonly<Record<string, string>>;
}

function readInput(document: XmlElement): GrantInput {
  const configuration = optionalChild(document, "AccessGrantsLocationConfiguration");
  const grantee = requiredChild(document, "Grantee");
  const prefixType = optionalText(document, "S3PrefixType");
  if (prefixType !== undefined && prefixType !== "Object")
    throw invalidRequest("S3PrefixType must be Object");
  if (optionalText(document, "ApplicationArn") !== undefined)
    throw invalidGrant("there are no applications of IAM Identity Center here");
  return {
    locationId: requiredText(document, "AccessGrantsLocationId"),
    subPrefix: configuration && optionalText(configuration, "S3SubPrefix"),
    isObject: prefixType === "Object",
    grantee: {
      type: requiredWord(grantee, "GranteeType", GRANTEE_TYPES),
      identifier: requiredText(grantee, "GranteeIdentifier"),
    },
    permission: requiredWord(document, "Permission", PERMISSIONS),
    tags: readTags(document),
  };
}

function grantOf(
  state: RegistryState,
  input: GrantInput,
  { id, createdAt }: { readonly id: string; readonly createdAt: string },
): AccessGrantsGrant {
  const location = state.accessGrantsLocations.get(input.locationId);
  if (location === undefined) throw noLocation();
  return {
    id,
    locationId: location.id,
    subPrefix: input.subPrefix,
    granteeType: input.grantee.type,
    granteeIdentifier: input.grantee.identifier,
    permission: input.permission,
    createdAt,
    tags: input.tags,
    grantee: granteeOf(state, input.grantee),
    ...grantScopeOf(location.scope, input.subPrefix, input.isObject),
  };
}

/** Found by its place: a grantee may have a hundred thousand grants. */
function assertNew(state: RegistryState, record: AccessGrantsGrant): void {
  const { scope, grantee, permission, locationId } = record;
  const { bucket } = scope;
  const there =
    "key" in scope
      ? state.grants.coveringKey(grantee, bucket, scope.key)
      : state.grants.coveringPrefix(grantee, bucket, scope.prefix);
  for (const grant of there) {
    if (grant.origin.kind !== "access-grant" || grant.permission !== permission) continue;
    const other = state.accessGrants.get(grant.origin.id);
    if (other?.locationId === locationId && isSameScope(other.scope, scope)) throw grantExists();
  }
}

function isSameScope(one: AccessGrantsGrant["scope"], other: AccessGrantsGrant["scope"]): boolean {
  return "key" in one
    ? "key" in other && one.key === other.key
    : "prefix" in other && one.prefix === other.prefix;
}

function removalOf(state: RegistryState, id: string): RegistryEvent {
  if (state.accessGrants.get(id) !== undefined) return { remove: "access-grant", id };
  const share = /^share-(.+)$/.exec(id)?.[1];
  if (share !== undefined) return { remove: "share", id: share };
  throw invalidGrant("it is the workspace's own: transfer, close or delete the workspace");
}
