import { parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import { escapeXml, S3_NAMESPACE } from "../../wire/xml/render-xml.js";
import { type Owner, ownerById } from "./owner.js";
import { optionalChild, childrenOf, optionalText } from "../../wire/xml/read-element.js";

export type Permission = "READ" | "WRITE" | "READ_ACP" | "WRITE_ACP" | "FULL_CONTROL";

export type Grantee =
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "group"; readonly uri: string };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

const PERMISSIONS: readonly Permission[] = ["READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"];

/** Everybody, also without a signature. Source: S3 User Guide, "Amazon S3 predefined groups". */
export const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
/** Everybody with an account. Source: as {@link ALL_USERS}. */
export const AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
/** Who writes access logs. Source: as {@link ALL_USERS}. */
export const LOG_DELIVERY = "http://acs.amazonaws.com/groups/s3/LogDelivery";

const XSI = "http://www.w3.org/2001/XMLSchema-instance";

/** What each canned ACL grants besides full control to the owner. Source: S3 User Guide, "Canned ACL". */
const CANNED: Readonly<Record<string, readonly (readonly [uri: string, permission: Permission])[]>> = {
  private: [],
  "public-read": [[ALL_USERS, "READ"]],
  "public-read-write": [
    [ALL_USERS, "READ"],
    [ALL_USERS, "WRITE"],
  ],
  "authenticated-read": [[AUTHENTICATED_USERS, "READ"]],
  "aws-exec-read": [],
  "bucket-owner-read": [],
  "bucket-owner-full-control": [],
  "log-delivery-write": [
    [LOG_DELIVERY, "WRITE"],
    [LOG_DELIVERY, "READ_ACP"],
  ],
};

/** Whether a name is one of the canned ACLs. */
export function isCannedAcl(name: string): boolean {
  return Object.hasOwn(CANNED, name);
}

/** The grants that a stored ACL stands for: the name of a canned one, an AccessControlPolicy, or nothing (private). */
export function grantsOf(acl: string | undefined, ownerId: string): readonly Grant[] {
  if (acl?.startsWith("<") === true) return grantsOfDocument(parseXml(acl, "AccessControlPolicy"));
  const groups = CANNED[acl ?? "private"] ?? [];
  return [
    ...groups.map(([uri, permission]): Grant => ({ grantee: { kind: "group", uri }, permission })),
    { grantee: { kind: "user", id: ownerId }, permission: "FULL_CONTROL" },
  ];
}

/** The grants of an `<AccessControlPolicy>`; elements that say nothing known are left to the caller's checks. */
export function grantsOfDocument(policy: XmlElement): readonly Grant[] {
  const list = optionalChild(policy, "AccessControlList");
  return list === undefined ? [] : childrenOf(list, "Grant").flatMap(grantOf);
}

/** Does the ACL give everybody on the network this permission? */
export function grantsToAnyone(grants: readonly Grant[], permission: Permission): boolean {
  return grants.some(
    (grant) =>
      grant.grantee.kind === "group" &&
      grant.grantee.uri === ALL_USERS &&
      (grant.permission === permission || grant.permission === "FULL_CONTROL"),
  );
}

/** Does the ACL give anything to people outside the account? What S3's Block Public Access calls a public ACL. */
export function isPublicAcl(grants: readonly Grant[]): boolean {
  return grants.some(
    ({ grantee }) =>
      grantee.kind === "group" && (grantee.uri === ALL_USERS || grantee.uri === AUTHENTICATED_USERS),
  );
}

/** Write grants as S3 answers and stores them. */
export function renderAcl(grants: readonly Grant[], ownerId: string): string {
  const owner = ownerById(ownerId);
  const list = grants.map(renderGrant).join("");
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="${S3_NAMESPACE}">` +
    `<Owner>${renderOwner(owner)}</Owner><AccessControlList>${list}</AccessControlList></AccessControlPolicy>`
  );
}

function renderGrant({ grantee, permission }: Grant): string {
  const type = grantee.kind === "user" ? "CanonicalUser" : "Group";
  const inner =
    grantee.kind === "user" ? renderOwner(ownerById(grantee.id)) : `<URI>${escapeXml(grantee.uri)}</URI>`;
  return (
    `<Grant><Grantee xmlns:xsi="${XSI}" xsi:type="${type}">${inner}</Grantee>` +
    `<Permission>${permission}</Permission></Grant>`
  );
}

function renderOwner({ id, displayName }: Owner): string {
  return `<ID>${id}</ID><DisplayName>${displayName}</DisplayName>`;
}

function grantOf(grant: XmlElement): readonly Grant[] {
  const grantee = optionalChild(grant, "Grantee");
  const permission = PERMISSIONS.find((candidate) => candidate === optionalText(grant, "Permission")?.trim());
  if (grantee === undefined || permission === undefined) return [];
  const id = optionalText(grantee, "ID");
  const uri = optionalText(grantee, "URI");
  if (id !== undefined) return [{ grantee: { kind: "user", id: id.trim() }, permission }];
  return uri === undefined ? [] : [{ grantee: { kind: "group", uri: uri.trim() }, permission }];
}
