/** What somebody may do inside a scope. A grant of both is one grant: two halves never add up to it. */
export type Permission = "READ" | "WRITE" | "READWRITE";

/**
 * Who a grant is for: `everyone`, or a kind and a name. A caller has several of these identities at once: himself, his
 * groups, and what S3 Access Grants calls him.
 */
export type Grantee =
  | "everyone"
  | `${"user" | "group" | "iam" | "directory-user" | "directory-group"}:${string}`;

/**
 * A part of a bucket: every key that begins with `prefix` (empty: the whole bucket), or the one object `key`. Both are
 * literal, `*` and `?` mean themselves; `lab` covers `laboratory`, too, so that a folder's prefix ends in `/`.
 */
export type AccessScope =
  | { readonly bucket: string; readonly prefix: string }
  | { readonly bucket: string; readonly key: string };

/** Why a grant is there, and the id of what it came from: when that is gone, so is the grant. */
export interface GrantOrigin {
  readonly kind: "owner" | "public" | "share" | "access-grant" | "link";
  readonly id: string;
}

/** One fact of the one access model: ownership, shares and S3 Access Grants all become these. */
export interface AccessGrant {
  /** Never used again for another grant: credentials may name the grants that they stand on. */
  readonly id: string;
  readonly grantee: Grantee;
  readonly scope: AccessScope;
  readonly permission: Permission;
  /** Milliseconds since 1970; from this instant on the grant is nothing. Undefined: until removed. */
  readonly expiresAt?: number | undefined;
  readonly origin: GrantOrigin;
}

/** Whether one permission holds all of another. */
export function includesPermission(granted: Permission, wanted: Permission): boolean {
  return granted === "READWRITE" || granted === wanted;
}

/** @param now milliseconds since 1970. */
export function isExpired(grant: Pick<AccessGrant, "expiresAt">, now: number): boolean {
  return grant.expiresAt !== undefined && grant.expiresAt <= now;
}

/** Whether a scope has this object in it. */
export function coversKey(scope: AccessScope, bucket: string, key: string): boolean {
  if (scope.bucket !== bucket) return false;
  return "key" in scope ? scope.key === key : key.startsWith(scope.prefix);
}

/** Whether everything that begins with this prefix is inside a scope. */
export function coversPrefix(scope: AccessScope, bucket: string, prefix: string): boolean {
  return scope.bucket === bucket && "prefix" in scope && prefix.startsWith(scope.prefix);
}

/** Whether all of one scope is inside another. */
export function coversScope(outer: AccessScope, inner: AccessScope): boolean {
  return "key" in inner
    ? coversKey(outer, inner.bucket, inner.key)
    : coversPrefix(outer, inner.bucket, inner.prefix);
}
