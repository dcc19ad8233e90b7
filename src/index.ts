/**
 * The library: `import { createClient, setCors, presignPost } from "s3kit"`.
 *
 * Every service is a plain function of a client and an input. It returns values or async iterables, takes an
 * `AbortSignal`, prints nothing, and throws an `S3kitError` that says what to do where the user can do something.
 *
 * This is the package's one public door, and part of its stable surface. It is no barrel for use inside: nothing in
 * `src` imports it, so that no command loads what it does not need.
 *
 * @module
 */
export { createStoreClient as createClient, type StoreSettings } from "./lib/s3/create-store-client.js";
export { resolveConnection, type ConnectionRequest } from "./lib/config/resolve-connection.js";
export type { ConnectionSettings } from "./lib/config/connection-settings.js";
export type { CallOptions, ListOptions } from "./lib/s3/call-options.js";
export { formatS3Uri, parseS3Uri, type S3Uri } from "./lib/s3/uri.js";
export { translateError } from "./lib/s3/translate-error.js";
export {
  AccessDeniedError,
  ConfigurationError,
  ConfirmationRequiredError,
  ConflictError,
  IntegrityError,
  InterruptedError,
  NetworkError,
  NotFoundError,
  PartialFailureError,
  S3kitError,
  UnsupportedByStoreError,
  UsageError,
} from "./lib/errors/s3kit-error.js";

export { createBucket, type CreateBucketInput, type CreatedBucket } from "./lib/bucket/create-bucket.js";
export { deleteBucket } from "./lib/bucket/delete-bucket.js";
export { describeBucket, type BucketDescription } from "./lib/bucket/describe-bucket.js";
export {
  getPublicAccessBlock,
  setPublicAccessBlock,
  type PublicAccessBlock,
} from "./lib/bucket/public-access-block.js";
export { getAcl, setAcl, type AclPlace } from "./lib/bucket/access-control-list.js";
export type { AccessControlList, AclChange, Grant, Grantee, Permission } from "./lib/bucket/grants.js";
export {
  deleteBucketEncryption,
  getBucketEncryption,
  setBucketEncryption,
  type BucketEncryption,
} from "./lib/bucket/bucket-encryption.js";
export { deleteLifecycle, getLifecycle, setLifecycle } from "./lib/bucket/bucket-lifecycle.js";
export type { LifecycleDocument, LifecycleRule } from "./lib/bucket/lifecycle-rules.js";
export { readLifecycleDocument } from "./lib/bucket/read-lifecycle-document.js";
export {
  deleteOwnership,
  getOwnership,
  setOwnership,
  type Ownership,
} from "./lib/bucket/bucket-ownership.js";
export { deleteBucketTags, getBucketTags, setBucketTags, type Tags } from "./lib/bucket/bucket-tags.js";
export { getVersioning, setVersioning, type VersioningStatus } from "./lib/bucket/bucket-versioning.js";
export type { PublicAccess, PublicGround } from "./lib/bucket/judge-public-access.js";
export {
  getObjectLock,
  setObjectLock,
  type DefaultRetention,
  type ObjectLockSetting,
} from "./lib/bucket/object-lock-default.js";
export { listBuckets, type BucketSummary } from "./lib/s3/list-buckets.js";

export { uploadObject, type UploadObjectInput } from "./lib/transfer/upload-object.js";
export {
  readObject,
  type ByteRange,
  type ObjectAddress,
  type ReadOptions,
} from "./lib/object/read-object.js";
export { headObject, type HeadObjectInput, type ObjectDetails } from "./lib/s3/head-object.js";
export { deleteObjects, type DeleteObjectsOptions } from "./lib/s3/delete-objects.js";
export type { DeletedBatch, FailedDeletion, ObjectToDelete } from "./lib/s3/delete-documents.js";
export { deleteObjectTags, getObjectTags, setObjectTags } from "./lib/object/object-tags.js";
export {
  getLegalHold,
  getRetention,
  setLegalHold,
  setRetention,
  type Retention,
} from "./lib/object/object-lock.js";
export { restoreArchived, type RestoreOutcome, type RestoreRequest } from "./lib/object/restore-archived.js";
export {
  restoreVersion,
  type RestoredVersion,
  type RestoreVersionOptions,
} from "./lib/object/restore-version.js";
export { planUndelete, runUndelete, type UndeletedBatch, type UndeletePlan } from "./lib/object/undelete.js";
export type { HiddenObject, UndeleteRequest } from "./lib/object/plan-undelete.js";
export { listEntryPages, type ListEntriesInput } from "./lib/s3/list-entries.js";
export type { ListEntry, ObjectEntry, PrefixEntry } from "./lib/s3/list-entries.js";
export { listVersionPages, type ListVersionsInput, type VersionEntry } from "./lib/s3/list-versions.js";

export { openTransfer, type Transfer, type TransferRequest } from "./lib/transfer/open-transfer.js";
export { openSync, type Sync, type SyncRequest, type SyncResult } from "./lib/transfer/open-sync.js";

export { deleteCors, getCors, setCors } from "./lib/cors/bucket-cors.js";
export { CORS_PRESETS, corsPreset, type CorsPreset } from "./lib/cors/cors-presets.js";
export { CORS_METHODS, type CorsRule } from "./lib/cors/cors-rules.js";
export { explainCors, type CorsQuestion, type RuleVerdict } from "./lib/cors/explain-cors.js";
export { sendPreflight, type PreflightAnswer } from "./lib/cors/send-preflight.js";

export { deletePolicy, getPolicy, setPolicy } from "./lib/policy/bucket-policy.js";
export {
  POLICY_PRESETS,
  policyPreset,
  type PolicyDocument,
  type PolicyPreset,
  type PresetInput,
} from "./lib/policy/policy-presets.js";
export { lintPolicy, type LintContext, type LintedPolicy } from "./lib/policy/lint-policy.js";
export { explainPolicy, type Explanation } from "./lib/policy/explain-policy.js";
export { simulatePolicy, type Simulation, type SimulationInput } from "./lib/policy/simulate-policy.js";
export { createIamClient } from "./lib/policy/iam-client.js";
export {
  getUserPolicy,
  listUserPolicies,
  type AttachedPolicy,
  type UserPolicies,
  type UserPolicy,
} from "./lib/policy/user-policies.js";

export {
  presignObject,
  type PresignedUrl,
  type PresignObjectInput,
  type ResponseOverrides,
} from "./lib/presign/presign-object.js";
export {
  presignForm as presignPost,
  type PostCondition,
  type PresignedForm,
  type PresignFormInput,
} from "./lib/presign/presign-form.js";
export {
  presignMultipart,
  type PresignedMultipart,
  type PresignMultipartInput,
} from "./lib/presign/presign-multipart.js";
export { formatPresignedForm, formatPresignedUrl } from "./lib/presign/snippets.js";
export { decodePresigned } from "./lib/presign/decode-presigned.js";
export type { DecodedUrl } from "./lib/presign/decode-url.js";
export type { DecodedForm } from "./lib/presign/decode-form.js";
export { checkPresigned, type CheckedUrl, type CheckPresignedInput } from "./lib/presign/check-presigned.js";
export {
  startUploadServer,
  type UploadedFile,
  type UploadServer,
  type UploadServerOptions,
} from "./lib/presign/upload-server.js";

export { createStsClient } from "./lib/sts/sts-client.js";
export { getCallerIdentity, type CallerIdentity } from "./lib/sts/caller-identity.js";
export {
  assumeRole,
  getSessionToken,
  type AssumeRoleInput,
  type TemporaryCredentials,
} from "./lib/sts/temporary-credentials.js";

export { openGrants, type GrantsConnection } from "./lib/grants/open-grants.js";
export type {
  GrantDocument,
  GranteeType,
  InstanceDocument,
  LocationDocument,
} from "./lib/grants/documents.js";
export {
  associateIdentityCenter,
  createInstance as createGrantsInstance,
  deleteInstance as deleteGrantsInstance,
  dissociateIdentityCenter,
  findInstance as findGrantsInstance,
  getInstance as getGrantsInstance,
  listInstances as listGrantsInstances,
} from "./lib/grants/instances.js";
export {
  createLocation as createGrantsLocation,
  deleteLocation as deleteGrantsLocation,
  getLocation as getGrantsLocation,
  listLocations as listGrantsLocations,
  updateLocation as updateGrantsLocation,
  type LocationInput,
} from "./lib/grants/locations.js";
export {
  createGrant,
  deleteGrant,
  getGrant,
  listGrants,
  type GrantFilter,
  type GrantInput,
} from "./lib/grants/grants.js";
export {
  getDataAccess,
  listOwnGrants,
  type AccessInput,
  type GrantedCredentials,
  type OwnGrant,
} from "./lib/grants/caller-access.js";
export {
  deleteResourcePolicy as deleteGrantsPolicy,
  getResourcePolicy as getGrantsPolicy,
  putResourcePolicy as putGrantsPolicy,
  type ResourcePolicy,
} from "./lib/grants/resource-policy.js";
export {
  addTags as addGrantsTags,
  getTags as getGrantsTags,
  removeTags as removeGrantsTags,
} from "./lib/grants/tags.js";
export {
  explainAccess,
  type AccessExplanation,
  type AccessQuestion,
  type GrantVerdict,
  type JudgedGrant,
} from "./lib/grants/explain-access.js";

export { loadKeyRing } from "./lib/key-ring/load-key-ring.js";
export {
  openDirectAdministration,
  type DirectAdministration,
} from "./lib/gateway/client/direct-administration.js";
export {
  openGatewayAdministration,
  type GatewayAdministration,
} from "./lib/gateway/client/gateway-administration.js";
export type { Administration } from "./lib/workspace/administration.js";
