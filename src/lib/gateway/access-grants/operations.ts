import { getDataAccess, listCallerGrants } from "./caller-operations.js";
import type { ControlHandler } from "./control-call.js";
import { createGrant, deleteGrant, getGrant, listGrants } from "./grant-operations.js";
import {
  createInstance,
  deleteInstance,
  getInstance,
  getInstanceForPrefix,
  listInstances,
} from "./instance-operations.js";
import {
  createLocation,
  deleteLocation,
  getLocation,
  listLocations,
  updateLocation,
} from "./location-operations.js";
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from "./policy-operations.js";
import { listTags, tagResource, untagResource } from "./tag-operations.js";

export interface ControlOperation {
  readonly name: string;
  /** Whom it is for: every user of the registry, or administrators. */
  readonly access: "user" | "administrator";
  /** Undefined: not offered here. */
  readonly handler: ControlHandler | undefined;
}

type Row = readonly [
  method: string,
  path: string,
  name: string,
  access: ControlOperation["access"],
  handler: ControlHandler | undefined,
];

const ROOT = "/accessgrantsinstance";

/** Source: S3 API Reference, actions of S3 Control that are about S3 Access Grants. `{}` is one segment of the path. */
const TABLE: readonly Row[] = [
  ["POST", ROOT, "CreateAccessGrantsInstance", "administrator", createInstance],
  ["GET", ROOT, "GetAccessGrantsInstance", "administrator", getInstance],
  ["DELETE", ROOT, "DeleteAccessGrantsInstance", "administrator", deleteInstance],
  ["GET", `${ROOT}s`, "ListAccessGrantsInstances", "administrator", listInstances],
  ["GET", `${ROOT}/prefix`, "GetAccessGrantsInstanceForPrefix", "user", getInstanceForPrefix],
  ["POST", `${ROOT}/identitycenter`, "AssociateAccessGrantsIdentityCenter", "administrator", undefined],
  ["DELETE", `${ROOT}/identitycenter`, "DissociateAccessGrantsIdentityCenter", "administrator", undefined],
  [
    "PUT",
    `${ROOT}/resourcepolicy`,
    "PutAccessGrantsInstanceResourcePolicy",
    "administrator",
    putResourcePolicy,
  ],
  [
    "GET",
    `${ROOT}/resourcepolicy`,
    "GetAccessGrantsInstanceResourcePolicy",
    "administrator",
    getResourcePolicy,
  ],
  [
    "DELETE",
    `${ROOT}/resourcepolicy`,
    "DeleteAccessGrantsInstanceResourcePolicy",
    "administrator",
    deleteResourcePolicy,
  ],
  ["POST", `${ROOT}/location`, "CreateAccessGrantsLocation", "administrator", createLocation],
  ["GET", `${ROOT}/location/{}`, "GetAccessGrantsLocation", "administrator", getLocation],
  ["PUT", `${ROOT}/location/{}`, "UpdateAccessGrantsLocation", "administrator", updateLocation],
  ["DELETE", `${ROOT}/location/{}`, "DeleteAccessGrantsLocation", "administrator", deleteLocation],
  ["GET", `${ROOT}/locations`, "ListAccessGrantsLocations", "administrator", listLocations],
  ["POST", `${ROOT}/grant`, "CreateAccessGrant", "administrator", createGrant],
  ["GET", `${ROOT}/grant/{}`, "GetAccessGrant", "administrator", getGrant],
  ["DELETE", `${ROOT}/grant/{}`, "DeleteAccessGrant", "administrator", deleteGrant],
  ["GET", `${ROOT}/grants`, "ListAccessGrants", "administrator", listGrants],
  ["GET", `${ROOT}/caller/grants`, "ListCallerAccessGrants", "user", listCallerGrants],
  ["GET", `${ROOT}/dataaccess`, "GetDataAccess", "user", getDataAccess],
  ["POST", "/tags/{}", "TagResource", "administrator", tagResource],
  ["GET", "/tags/{}", "ListTagsForResource", "administrator", listTags],
  ["DELETE", "/tags/{}", "UntagResource", "administrator", untagResource],
];

const OPERATIONS: ReadonlyMap<string, ControlOperation> = new Map(
  TABLE.map(([method, path, name, access, handler]) => [`${method} ${path}`, { name, access, handler }]),
);

/** Whether a path below `/v20180820` is one of this API, by any method. */
export function isControlPath(path: string): boolean {
  return /^\/(accessgrantsinstances?|tags)(\/|$)/.test(path);
}

/**
 * The operation of a request, and what stands for `{}` in its path, percent-encoded; undefined when there is none such.
 *
 * @param path below `/v20180820`.
 */
export function routeControl(
  method: string,
  path: string,
): { readonly operation: ControlOperation; readonly rawId: string } | undefined {
  const plain = OPERATIONS.get(`${method} ${path}`);
  if (plain !== undefined) return { operation: plain, rawId: "" };
  const [, parent = "", rawId = ""] =
    /^(\/accessgrantsinstance\/(?:location|grant)|\/tags)\/([^/].*)$/.exec(path) ?? [];
  // An ARN has slashes, which clients may leave as they are.
  if (parent !== "/tags" && rawId.includes("/")) return undefined;
  const operation = OPERATIONS.get(`${method} ${parent}/{}`);
  return operation === undefined ? undefined : { operation, rawId };
}
