/** What an ACL can grant. Source: S3 User Guide, "What permissions can I grant?". */
export const PERMISSIONS = ["READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"] as const;
export type Permission = (typeof PERMISSIONS)[number];

export type Grantee =
  | { readonly type: "user"; readonly id: string; readonly displayName?: string | undefined }
  | { readonly type: "group"; readonly uri: string }
  | { readonly type: "email"; readonly email: string };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

export interface AccessControlList {
  readonly owner: { readonly id: string; readonly displayName: string | undefined };
  readonly grants: readonly Grant[];
}

/** An ACL by the name of a canned one, or by its grants, to which the owner's full control is added. */
export type AclChange = { readonly canned: string } | { readonly grants: readonly Grant[] };

/** Everybody, signed or not. */
export const EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";
/** Whoever has an account at all, anybody's. */
export const ANY_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

/** Does a grant go to the world? Any account's users are the world: accounts are free. */
export function isPublicGrant({ grantee }: Grant): boolean {
  return grantee.type === "group" && [EVERYBODY, ANY_ACCOUNT].includes(grantee.uri);
}

/** Source: S3 User Guide, "Canned ACL". */
const PUBLIC_CANNED_ACLS: ReadonlySet<string> = new Set([
  "public-read",
  "public-read-write",
  "authenticated-read",
]);

/** Would this ACL grant the world anything? */
export function isPublicAcl(acl: AclChange): boolean {
  return "canned" in acl ? PUBLIC_CANNED_ACLS.has(acl.canned) : acl.grants.some(isPublicGrant);
}

const WRITING: ReadonlySet<Permission> = new Set(["WRITE", "WRITE_ACP", "FULL_CONTROL"]);

/** Would this ACL let the world write, or give itself the right to? */
export function letsWorldWrite(acl: AclChange): boolean {
  if ("canned" in acl) return acl.canned === "public-read-write";
  return acl.grants.some((grant) => isPublicGrant(grant) && WRITING.has(grant.permission));
}
