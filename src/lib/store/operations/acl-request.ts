import type { Headers } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { BucketRecord, StoreEngine } from "../engine.js";
import {
  ALL_USERS,
  AUTHENTICATED_USERS,
  type Grant,
  type Grantee,
  grantsOf,
  isCannedAcl,
  isPublicAcl,
  LOG_DELIVERY,
  type Permission,
  renderAcl,
} from "./acl.js";
import { aclsAreDisabled, disablesAcls } from "./ownership.js";
import { STORE_OWNER } from "./owner.js";
import { publicAccessBlockOf } from "./public-access-block.js";
import { invalidArgument } from "./request-parts.js";

const GRANT_HEADERS: readonly (readonly [header: string, permission: Permission])[] = [
  ["x-amz-grant-full-control", "FULL_CONTROL"],
  ["x-amz-grant-read", "READ"],
  ["x-amz-grant-write", "WRITE"],
  ["x-amz-grant-read-acp", "READ_ACP"],
  ["x-amz-grant-write-acp", "WRITE_ACP"],
];

const GROUPS: readonly string[] = [ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY];

/**
 * The ACL that a request asks for by `x-amz-acl` or `x-amz-grant-…`, in the form in which it is stored; undefined when
 * it asks for none.
 *
 * @throws {@link S3Error} InvalidArgument, or InvalidRequest when both ways are used.
 */
export function aclFromHeaders(headers: Headers): string | undefined {
  const canned = headers["x-amz-acl"];
  const grants = grantsFromHeaders(headers);
  if (canned === undefined) return grants.length === 0 ? undefined : renderAcl(grants, STORE_OWNER.id);
  if (grants.length > 0) {
    throw new S3Error("InvalidRequest", "Specifying both Canned ACLs and Header Grants is not allowed");
  }
  if (!isCannedAcl(canned)) throw invalidArgument("The canned ACL is unknown", "x-amz-acl", canned);
  return canned;
}

/**
 * Refuse an ACL where the bucket's settings forbid it: ownership controls that disable ACLs, or a public access block.
 *
 * @throws {@link S3Error} AccessControlListNotSupported, AccessDenied
 */
export function checkAclAllowed(engine: StoreEngine, bucket: BucketRecord, acl: string | undefined): void {
  if (acl === undefined) return;
  const harmless = acl === "private" || acl === "bucket-owner-full-control";
  if (!harmless && aclsAreDisabled(engine, bucket.name)) {
    throw new S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
  const { blockPublicAcls } = publicAccessBlockOf(engine, bucket.name);
  if (blockPublicAcls && isPublicAcl(grantsOf(acl, bucket.owner))) {
    throw new S3Error("AccessDenied", "The bucket's public access block refuses public ACLs");
  }
}

/**
 * Refuse ownership controls that disable ACLs while the bucket's ACL gives something to anybody but its owner.
 *
 * @throws {@link S3Error} InvalidBucketAclWithObjectOwnership
 */
export function checkOwnershipAgainstAcl(
  engine: StoreEngine,
  { name, owner }: Pick<BucketRecord, "name" | "owner">,
  ownership: string,
): void {
  checkAclAgainstOwnership(engine.getDocument(name, "acl"), ownership, owner);
}

/** The same for a bucket that is about to be made with both. @throws {@link S3Error} */
export function checkAclAgainstOwnership(
  acl: string | undefined,
  ownership: string | undefined,
  ownerId: string,
): void {
  if (ownership === undefined || !disablesAcls(ownership)) return;
  const grants = grantsOf(acl, ownerId);
  if (grants.every(({ grantee }) => grantee.kind === "user" && grantee.id === ownerId)) return;
  throw new S3Error(
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

/** Refuse grantees that this store cannot know. */
export function checkGrantees(grants: readonly Grant[]): readonly Grant[] {
  for (const { grantee } of grants) {
    if (grantee.kind === "group" && !GROUPS.includes(grantee.uri)) {
      throw invalidArgument("Invalid group uri", "uri", grantee.uri);
    }
    if (grantee.kind === "user" && !/^[0-9a-f]{32,64}$/.test(grantee.id)) {
      throw invalidArgument("Invalid id", "CanonicalUser/ID", grantee.id);
    }
  }
  return grants;
}

function grantsFromHeaders(headers: Headers): readonly Grant[] {
  const asked = GRANT_HEADERS.filter(([header]) => headers[header] !== undefined);
  if (asked.length === 0) return [];
  const grants = asked.flatMap(([header, permission]) =>
    granteesOf(headers[header] ?? "").map((grantee): Grant => ({ grantee, permission })),
  );
  return checkGrantees(grants);
}

/** `id="…", uri="…"`, quotes optional. */
function granteesOf(value: string): readonly Grantee[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map(granteeOf);
}

function granteeOf(item: string): Grantee {
  const [, kind, value] = /^(id|uri|emailAddress)\s*=\s*"?([^"]*)"?$/i.exec(item) ?? [];
  if (kind === undefined || value === undefined) {
    throw invalidArgument("Argument format not recognized", "x-amz-grant", item);
  }
  if (kind.toLowerCase() === "uri") return { kind: "group", uri: value };
  if (kind.toLowerCase() === "id") return { kind: "user", id: value };
  throw unknownEmailAddress();
}

/** The store's owner is known by its id alone. */
export function unknownEmailAddress(): S3Error {
  return new S3Error(
    "UnresolvableGrantByEmailAddress",
    "The e-mail address you provided does not match any account on record.",
  );
}
