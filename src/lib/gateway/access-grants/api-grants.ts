import type { AccessGrant, Permission } from "../../access/grants/access-grant.js";
import type {
  AccessGrantsGrant,
  AccessGrantsInstance,
  AccessGrantsLocation,
  Workspace,
} from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import { grantArn, locationArn } from "./arns.js";
import { apiGranteeOf, type ApiGrantee } from "./grantees.js";
import { formatScope } from "./scopes.js";

/** A grant as the API shows it, wherever it comes from. */
export interface ApiGrant {
  readonly id: string;
  readonly createdAt: string;
  readonly grantee: ApiGrantee;
  readonly locationId: string;
  readonly subPrefix: string | undefined;
  readonly permission: Permission;
  readonly grantScope: string;
}

/** A location as the API shows it. */
export type ApiLocation = Pick<AccessGrantsLocation, "id" | "scope" | "iamRoleArn" | "createdAt">;

/**
 * All grants there are: those of the API, then for each workspace its owner's, every user's if it is public, and its
 * shares. A workspace is a location, and a share a grant on it: there is one access model, which this shows.
 */
export function* allGrants(state: RegistryState, instance: AccessGrantsInstance): Iterable<ApiGrant> {
  for (const record of state.accessGrants.all()) yield ofRecord(record);
  for (const workspace of state.workspaces.all()) yield* grantsOfWorkspace(state, instance, workspace);
}

/** The grant of an id of the API's. */
export function findGrant(
  state: RegistryState,
  instance: AccessGrantsInstance,
  id: string,
): ApiGrant | undefined {
  const record = state.accessGrants.get(id);
  if (record !== undefined) return ofRecord(record);
  const [, kind, source = ""] = /^(owner|public|share)-(.+)$/.exec(id) ?? [];
  if (kind === undefined) return undefined;
  const workspaceId = kind === "share" ? state.shares.get(source)?.workspaceId : source;
  const workspace = state.workspaces.get(workspaceId ?? "");
  if (workspace === undefined) return undefined;
  for (const grant of grantsOfWorkspace(state, instance, workspace)) if (grant.id === id) return grant;
  return undefined;
}

/** The grant of the API that a grant of the access model is. */
export function ofModel(
  state: RegistryState,
  instance: AccessGrantsInstance,
  { origin }: AccessGrant,
): ApiGrant | undefined {
  const id = origin.kind === "access-grant" ? origin.id : `${origin.kind}-${origin.id}`;
  return findGrant(state, instance, id);
}

/** All locations there are: those of the API, then the workspaces. */
export function* allLocations(state: RegistryState, instance: AccessGrantsInstance): Iterable<ApiLocation> {
  yield* state.accessGrantsLocations.all();
  for (const workspace of state.workspaces.all()) yield ofWorkspace(instance, workspace);
}

export function findLocation(
  state: RegistryState,
  instance: AccessGrantsInstance,
  id: string,
): ApiLocation | undefined {
  const workspace = state.workspaces.get(/^workspace-(.+)$/.exec(id)?.[1] ?? "");
  if (workspace !== undefined) return ofWorkspace(instance, workspace);
  return state.accessGrantsLocations.get(id);
}

/** A grant's elements, in the order of the API. */
export function grantElements(instance: AccessGrantsInstance, grant: ApiGrant): XmlContent {
  return {
    CreatedAt: grant.createdAt,
    AccessGrantId: grant.id,
    AccessGrantArn: grantArn(instance, grant.id),
    Grantee: granteeElements(grant.grantee),
    AccessGrantsLocationId: grant.locationId,
    AccessGrantsLocationConfiguration:
      grant.subPrefix === undefined ? undefined : { S3SubPrefix: grant.subPrefix },
    Permission: grant.permission,
    GrantScope: grant.grantScope,
  };
}

export function granteeElements({ type, identifier }: ApiGrantee): XmlContent {
  return { GranteeType: type, GranteeIdentifier: identifier };
}

export function locationElements(instance: AccessGrantsInstance, location: ApiLocation): XmlContent {
  return {
    CreatedAt: location.createdAt,
    AccessGrantsLocationId: location.id,
    AccessGrantsLocationArn: locationArn(instance, location.id),
    LocationScope: location.scope,
    IAMRoleArn: location.iamRoleArn,
  };
}

/** A grant of the registry as the API shows it. */
function ofRecord(record: AccessGrantsGrant): ApiGrant {
  const { granteeType: type, granteeIdentifier: identifier, ...rest } = record;
  return { ...rest, subPrefix: record.subPrefix, grantee: { type, identifier } };
}

function* grantsOfWorkspace(
  state: RegistryState,
  { accountId }: AccessGrantsInstance,
  { id, ownerId, bucket, prefix, isPublic, createdAt }: Workspace,
): Iterable<ApiGrant> {
  const location = { locationId: locationIdOf(id), subPrefix: undefined, createdAt };
  const grantScope = formatScope({ bucket, prefix });
  const owner = apiGranteeOf(state, accountId, `user:${ownerId}`);
  yield { ...location, id: `owner-${id}`, grantee: owner, permission: "READWRITE", grantScope };
  if (isPublic) {
    const everyone = apiGranteeOf(state, accountId, "everyone");
    yield { ...location, id: `public-${id}`, grantee: everyone, permission: "READ", grantScope };
  }
  for (const share of state.shares.by("workspace", id)) {
    yield {
      id: `share-${share.id}`,
      createdAt: share.createdAt,
      grantee: apiGranteeOf(state, accountId, share.grantee),
      locationId: location.locationId,
      subPrefix: share.prefix === "" ? undefined : `${share.prefix}*`,
      permission: share.permission,
      grantScope: formatScope({ bucket, prefix: `${prefix}${share.prefix}` }),
    };
  }
}

function ofWorkspace({ accountId }: AccessGrantsInstance, workspace: Workspace): ApiLocation {
  const { id, name, bucket, prefix, createdAt } = workspace;
  return {
    id: locationIdOf(id),
    scope: prefix === "" ? `s3://${bucket}` : `s3://${bucket}/${prefix}*`,
    iamRoleArn: `arn:aws:iam::${accountId}:role/workspace/${name}`,
    createdAt,
  };
}

function locationIdOf(workspaceId: string): string {
  return `workspace-${workspaceId}`;
}
