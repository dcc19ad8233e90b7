import { conditionContextOf } from "../access/policy/condition-context.js";
import { evaluateBucketPolicy, s3Arn } from "../access/policy/evaluate-bucket-policy.js";
import { isPublicPolicy } from "../access/policy/is-public-policy.js";
import type { BucketPolicy } from "../access/policy/policy-document.js";
import type { PolicyPrincipal } from "../access/policy/principals.js";
import type { Caller, S3Request } from "../wire/exchange.js";
import { iamDemandOf } from "../wire/iam-action.js";
import type { Operation } from "../wire/operation.js";
import { S3Error } from "../wire/s3-error.js";
import type { StoreEngine } from "./engine.js";
import { grantsOf, grantsToAnyone, type Permission } from "./operations/acl.js";
import { bucketPolicyOf } from "./operations/bucket-policy.js";
import { parseCopySource } from "./operations/copy-source.js";
import { parseTagging, type Tag } from "./operations/object-tags.js";
import { STORE_ACCOUNT_ID, STORE_OWNER } from "./operations/owner.js";
import { aclsAreDisabled } from "./operations/ownership.js";
import { publicAccessBlockOf } from "./operations/public-access-block.js";
import type { StoreContext } from "./operations/store-context.js";

/**
 * May the caller do what the request asks?
 *
 * Every key pair of the store is its owner, and may do everything except what a bucket policy denies explicitly; the
 * policy itself it can always read, replace and delete, as AWS lets an account's root user, so that nobody is locked out.
 * Anonymous callers may do what a bucket policy or an ACL allows. DeleteObjects is asked about key by key instead.
 *
 * @throws {@link S3Error} AccessDenied
 */
export function authorizeRequest(request: S3Request, context: StoreContext): void {
  if (request.operation === "DeleteObjects") return;
  if (request.caller.kind === "signed" && !isPolicyInvolved(request, context)) return;
  for (const access of accessesOf(request)) authorize(access, request, context);
}

/** One key of a DeleteObjects. @throws {@link S3Error} AccessDenied */
export function authorizeKey(
  request: S3Request,
  context: StoreContext,
  { key, versionId }: { readonly key: string; readonly versionId: string | undefined },
): void {
  const bucket = request.bucket;
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  authorize({ action, bucket, key, versionId, acl: ["bucket", "WRITE"] }, request, context);
}

/** One right on one resource. */
interface Access {
  readonly action: string;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly versionId?: string | undefined;
  /** The ACL that grants it too. */
  readonly acl: readonly ["bucket" | "object", Permission] | undefined;
}

/** Source: S3 User Guide, "Mapping of ACL permissions and access policy permissions". */
const ACL_OF_ACTION: Readonly<Record<string, Access["acl"]>> = {
  "s3:ListBucket": ["bucket", "READ"],
  "s3:ListBucketVersions": ["bucket", "READ"],
  "s3:ListBucketMultipartUploads": ["bucket", "READ"],
  "s3:PutObject": ["bucket", "WRITE"],
  "s3:DeleteObject": ["bucket", "WRITE"],
  "s3:DeleteObjectVersion": ["bucket", "WRITE"],
  "s3:GetBucketAcl": ["bucket", "READ_ACP"],
  "s3:PutBucketAcl": ["bucket", "WRITE_ACP"],
  "s3:GetObject": ["object", "READ"],
  "s3:GetObjectVersion": ["object", "READ"],
  "s3:GetObjectAcl": ["object", "READ_ACP"],
  "s3:GetObjectVersionAcl": ["object", "READ_ACP"],
  "s3:PutObjectAcl": ["object", "WRITE_ACP"],
  "s3:PutObjectVersionAcl": ["object", "WRITE_ACP"],
};

/** An owner who had lost these could never mend a policy that denies everything. */
const NEVER_DENIED_TO_OWNER = new Set(["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]);

/** Most buckets have no policy: then the owner need not be asked about each right. */
function isPolicyInvolved({ operation, bucket }: S3Request, { engine }: StoreContext): boolean {
  if (operation === "CopyObject" || operation === "UploadPartCopy") return true;
  if (bucket === undefined || operation === "CreateBucket") return false;
  return engine.getDocument(bucket, "policy") !== undefined;
}

function accessesOf(request: S3Request): readonly Access[] {
  const { operation, bucket, key, query } = request;
  const versionId = query.get("versionId");
  const demand = iamDemandOf(operation, versionId !== undefined);
  const main = (demand?.actions ?? []).map((action) => ({
    action,
    bucket,
    key: demand?.resource === "object" ? key : undefined,
    versionId,
    acl: ACL_OF_ACTION[action],
  }));
  return [...main, ...accessesByHeader(request), ...sourceAccess(request)];
}

const TAGGED: ReadonlySet<Operation> = new Set(["PutObject", "CopyObject", "CreateMultipartUpload"]);

/** What a write sets besides content needs a right of its own. */
function accessesByHeader(request: S3Request): readonly Access[] {
  const { operation, headers, bucket, key, formFields } = request;
  const actions: string[] = [];
  if (formFields?.has("tagging") === true) actions.push("s3:PutObjectTagging");
  if (setsAcl(formFields?.get("acl")) || grants([...(formFields?.keys() ?? [])]))
    actions.push("s3:PutObjectAcl");
  if (TAGGED.has(operation)) {
    if (headers["x-amz-tagging"] !== undefined) actions.push("s3:PutObjectTagging");
    if (setsAcl(headers["x-amz-acl"]) || grants(Object.keys(headers))) actions.push("s3:PutObjectAcl");
    if (headers["x-amz-object-lock-mode"] !== undefined) actions.push("s3:PutObjectRetention");
    if (headers["x-amz-object-lock-legal-hold"] !== undefined) actions.push("s3:PutObjectLegalHold");
  }
  if (headers["x-amz-bypass-governance-retention"] !== undefined)
    actions.push("s3:BypassGovernanceRetention");
  return actions.map((action) => ({ action, bucket, key, acl: ACL_OF_WRITER[action] }));
}

/** Who may write a new object by ACL is its writer, and may say who reads it. */
const ACL_OF_WRITER: Readonly<Record<string, Access["acl"]>> = { "s3:PutObjectAcl": ["bucket", "WRITE"] };

function setsAcl(canned: string | undefined): boolean {
  return canned !== undefined && canned !== "private" && canned !== "bucket-owner-full-control";
}

function grants(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith("x-amz-grant-"));
}

function sourceAccess({ operation, headers }: S3Request): readonly Access[] {
  if (operation !== "CopyObject" && operation !== "UploadPartCopy") return [];
  const { bucket, key, versionId } = parseCopySource(headers);
  const action = versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [{ action, bucket, key, versionId, acl: ACL_OF_ACTION[action] }];
}

function authorize(access: Access, request: S3Request, { engine, clock }: StoreContext): void {
  const isOwner = request.caller.kind === "signed";
  const { bucket, action } = access;
  if (bucket === undefined || action === "s3:CreateBucket") {
    if (!isOwner) throw denied();
    return;
  }
  const policy = bucketPolicyOf(engine, bucket);
  const said = policy === undefined ? "none" : effectOf(policy, access, request, engine, clock());
  if (isOwner) {
    if (said === "deny" && !NEVER_DENIED_TO_OWNER.has(action))
      throw denied("with an explicit deny in a resource-based policy");
    return;
  }
  if (said === "deny") throw denied();
  if (said === "allow" && policy !== undefined && !isRestricted(engine, bucket, policy)) return;
  if (!aclAllows(engine, access, bucket)) throw denied();
}

function effectOf(
  policy: BucketPolicy,
  { action, bucket = "", key, versionId }: Access,
  request: S3Request,
  engine: StoreEngine,
  now: Date,
): "allow" | "deny" | "none" {
  const principal = principalOf(request.caller);
  const context = conditionContextOf({
    principal,
    remoteAddress: request.remoteAddress,
    secure: request.secure,
    headers: request.headers,
    query: request.query,
    now,
    authType: authTypeOf(request.caller),
    existingTags: key === undefined ? undefined : existingTags(engine, bucket, key, versionId),
    requestTags: parseTagging(request.headers["x-amz-tagging"] ?? ""),
  });
  return evaluateBucketPolicy(policy, { principal, action, resource: s3Arn(bucket, key), context }).effect;
}

function principalOf(caller: Caller): PolicyPrincipal {
  if (caller.kind === "anonymous") return { kind: "anonymous" };
  return {
    kind: "user",
    arn: `arn:aws:iam::${STORE_ACCOUNT_ID}:root`,
    accountId: STORE_ACCOUNT_ID,
    canonicalId: STORE_OWNER.id,
  };
}

function authTypeOf(caller: Caller): "REST-HEADER" | "REST-QUERY-STRING" | "POST" | undefined {
  if (caller.kind === "anonymous") return undefined;
  const types = { header: "REST-HEADER", presigned: "REST-QUERY-STRING", "post-form": "POST" } as const;
  return types[caller.scheme];
}

function existingTags(
  engine: StoreEngine,
  bucket: string,
  key: string,
  versionId: string | undefined,
): readonly Tag[] | undefined {
  return engine.find(bucket, key, versionId)?.attributes.tags;
}

function isRestricted(engine: StoreEngine, bucket: string, policy: BucketPolicy): boolean {
  return publicAccessBlockOf(engine, bucket).restrictPublicBuckets && isPublicPolicy(policy);
}

function aclAllows(engine: StoreEngine, { acl, key, versionId }: Access, bucket: string): boolean {
  if (acl === undefined) return false;
  if (aclsAreDisabled(engine, bucket) || publicAccessBlockOf(engine, bucket).ignorePublicAcls) return false;
  const [target, permission] = acl;
  const bucketGrants = (wanted: Permission) =>
    grantsToAnyone(grantsOf(engine.getDocument(bucket, "acl"), engine.getBucket(bucket).owner), wanted);
  if (target === "bucket" || key === undefined) return bucketGrants(permission);
  const version = engine.find(bucket, key, versionId);
  // Only who may list a bucket learns that a key is not there.
  if (version === undefined || version.isDeleteMarker) return bucketGrants("READ");
  return grantsToAnyone(grantsOf(version.attributes.acl, version.owner), permission);
}

function denied(reason?: string): S3Error {
  return new S3Error("AccessDenied", reason === undefined ? "Access Denied" : `Access Denied ${reason}`);
}
