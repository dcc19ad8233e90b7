import { randomUUID } from "node:crypto";
import { requiredText } from "../../wire/xml/read-element.js";
import { allLocations, findLocation, locationElements } from "./api-grants.js";
import { instanceOf, originOf, type ControlHandler } from "./control-call.js";
import { pageOf } from "./pages.js";
import { readDocument } from "./read-document.js";
import {
  invalidLocation,
  invalidRole,
  locationExists,
  locationNotEmpty,
  MAX_LOCATIONS,
  noLocation,
  tooManyLocations,
} from "./refusals.js";
import { assertLocationScope } from "./scopes.js";
import { readTags } from "./tags.js";

const DEFAULT_LOCATION = "default";
const WORKSPACE_LOCATION = "workspace-";

/** Any role will do: a location's data is had through the gateway. One that the store knows vends the store's own credentials. */
export const createLocation: ControlHandler = async (call) => {
  const { context, accountId } = call;
  const document = await readDocument(call);
  const scope = requiredText(document, "LocationScope");
  const iamRoleArn = requiredText(document, "IAMRoleArn");
  const tags = readTags(document);
  assertLocationScope(scope);
  assertRole(iamRoleArn);
  const id = scope === "s3://" ? DEFAULT_LOCATION : randomUUID();
  await context.registry.commit(originOf(call), (state, at) => {
    instanceOf(state, accountId);
    if (state.accessGrantsLocations.by("scope", scope).length > 0) throw locationExists();
    if (state.accessGrantsLocations.size >= MAX_LOCATIONS) throw tooManyLocations();
    const record = { id, scope, iamRoleArn, createdAt: at.toISOString(), tags };
    return [{ put: "access-grants-location", record }];
  });
  call.noted.set("id", id);
  return getLocation({ ...call, id });
};

export const getLocation: ControlHandler = ({ context, accountId, id }) => {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const location = findLocation(state, instance, id);
  if (location === undefined) throw noLocation();
  return locationElements(instance, location);
};

export const updateLocation: ControlHandler = async (call) => {
  const { context, accountId, id } = call;
  const iamRoleArn = requiredText(await readDocument(call), "IAMRoleArn");
  assertRole(iamRoleArn);
  assertNoWorkspace(id);
  await context.registry.commit(originOf(call), (state) => {
    instanceOf(state, accountId);
    const location = state.accessGrantsLocations.get(id);
    if (location === undefined) throw noLocation();
    return [{ put: "access-grants-location", record: { ...location, iamRoleArn } }];
  });
  return getLocation(call);
};

export const deleteLocation: ControlHandler = async (call) => {
  const { context, accountId, id } = call;
  assertNoWorkspace(id);
  await context.registry.commit(originOf(call), (state) => {
    instanceOf(state, accountId);
    if (state.accessGrantsLocations.get(id) === undefined) throw noLocation();
    if (state.accessGrants.by("location", id).length > 0) throw locationNotEmpty();
    return [{ remove: "access-grants-location", id }];
  });
  return undefined;
};

export const listLocations: ControlHandler = ({ context, accountId, request }) => {
  const { state } = context.registry;
  const instance = instanceOf(state, accountId);
  const wanted = request.query.get("locationscope");
  const found = Iterator.from(allLocations(state, instance)).filter(
    ({ scope }) => wanted === undefined || scope === wanted,
  );
  const isThere = (id: string) => findLocation(state, instance, id) !== undefined;
  const { items, nextToken } = pageOf(request.query, found, isThere);
  return {
    NextToken: nextToken,
    AccessGrantsLocationsList: {
      AccessGrantsLocation: items.map((location) => locationElements(instance, location)),
    },
  };
};

function assertRole(arn: string): void {
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(arn) || arn.length > 2048) throw invalidRole();
}

/** A workspace is changed and deleted as one. */
function assertNoWorkspace(id: string): void {
  if (id.startsWith(WORKSPACE_LOCATION)) throw invalidLocation();
}
