import type { AccessScope } from "../../access/grants/access-grant.js";
import { isReserved } from "../../access/grants/key-safety.js";
import { invalidGrant, invalidLocation, invalidRequest } from "./refusals.js";

const SCHEME = "s3://";
const EVERYWHERE = "s3://";
const MAX_LENGTH = 2000;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Check the scope of a location: `s3://`, `s3://bucket`, `s3://bucket/prefix*`; `s3://bucket*`, which AWS's own
 * samples have, is the bucket and not those whose names begin alike.
 *
 * @throws S3Error InvalidAccessGrantsLocation
 */
export function assertLocationScope(scope: string): void {
  if (scope === EVERYWHERE) return;
  if (!scope.startsWith(SCHEME) || scope.length > MAX_LENGTH) throw invalidLocation();
  const { bucket, prefix } = split(scope.slice(SCHEME.length));
  if (!BUCKET.test(bucket)) throw invalidLocation();
  const isBucket = prefix === undefined;
  if (!isBucket && prefix !== "" && !prefix.endsWith("*")) throw invalidLocation();
  if (prefix !== undefined && isReserved(prefix)) throw invalidLocation();
}

/** What a grant covers, and how the API shows it. */
export interface GrantScope {
  readonly grantScope: string;
  readonly scope: AccessScope;
}

/**
 * Put a location and a sub-prefix together. A `*` at the end stands for all keys that begin so; without one the grant is for
 * one object, and has to say that it is.
 *
 * @throws S3Error InvalidAccessGrant when nothing that can be granted comes out
 */
export function grantScopeOf(
  locationScope: string,
  subPrefix: string | undefined,
  isObject: boolean,
): GrantScope {
  const grantScope = joined(locationScope, subPrefix);
  if (grantScope.length > MAX_LENGTH) throw invalidGrant("its scope is too long");
  const { bucket, prefix = "*" } = split(grantScope.slice(SCHEME.length));
  if (!BUCKET.test(bucket)) throw invalidGrant("its scope must name a bucket");
  if (isReserved(prefix)) throw invalidGrant("keys under .s3kit/ are s3kit's own");
  if (isObject) {
    if (prefix === "" || subPrefix === undefined) throw invalidGrant("an object must be named");
    return { grantScope, scope: { bucket, key: prefix } };
  }
  if (!prefix.endsWith("*")) throw invalidGrant("end the prefix in *, or grant an Object");
  return { grantScope, scope: { bucket, prefix: prefix.replace(/\*+$/, "") } };
}

/** What GetDataAccess asks for: everything that begins so, or one object. */
export function parseTarget(target: string, isObject: boolean): AccessScope {
  if (!target.startsWith(SCHEME) || target.length > MAX_LENGTH)
    throw invalidRequest("target must be an S3 URI, such as s3://bucket/prefix*");
  const { bucket, prefix } = split(target.slice(SCHEME.length));
  if (bucket === "") throw invalidRequest("target must name a bucket");
  if (isObject) {
    if (prefix === undefined || prefix === "") throw invalidRequest("target must name an object");
    return { bucket, key: prefix };
  }
  if (prefix === undefined || prefix === "") return { bucket, prefix: "" };
  return prefix.endsWith("*") ? { bucket, prefix: prefix.replace(/\*+$/, "") } : { bucket, key: prefix };
}

/** A scope as the API shows it. */
export function formatScope(scope: AccessScope): string {
  return "key" in scope
    ? `${SCHEME}${scope.bucket}/${scope.key}`
    : `${SCHEME}${scope.bucket}/${scope.prefix}*`;
}

/** A location that is a bucket takes a slash before the sub-prefix; one that ends in `*` takes the sub-prefix instead of it. */
function joined(locationScope: string, subPrefix: string | undefined): string {
  if (subPrefix === undefined || subPrefix === "") return locationScope;
  if (locationScope === EVERYWHERE) return `${locationScope}${subPrefix}`;
  if (!locationScope.slice(SCHEME.length).includes("/"))
    return `${locationScope.replace(/\*+$/, "")}/${subPrefix}`;
  // AWS shows the sub-prefix `*` of a location `a*` as `a**`.
  return /^\*+$/.test(subPrefix)
    ? `${locationScope}${subPrefix}`
    : `${locationScope.replace(/\*+$/, "")}${subPrefix}`;
}

/** Undefined prefix: nothing but a bucket is named; a `*` right behind its name says no more than none. */
function split(path: string): { readonly bucket: string; readonly prefix: string | undefined } {
  const slash = path.indexOf("/");
  if (slash === -1) return { bucket: path.replace(/\*+$/, ""), prefix: undefined };
  return { bucket: path.slice(0, slash), prefix: path.slice(slash + 1) };
}
