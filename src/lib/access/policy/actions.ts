import { matchesWildcard } from "./wildcard.js";

export type ActionKind = "account" | "bucket" | "object";

/**
 * What an action pattern is about; undefined when it has wildcards, and so may be about anything.
 */
export function actionKind(pattern: string): ActionKind | undefined {
  const name = pattern.toLowerCase();
  if (OBJECT_ACTIONS.has(name)) return "object";
  if (BUCKET_ACTIONS.has(name)) return "bucket";
  return undefined;
}

/** Is there an S3 action that the pattern means? Typing errors would otherwise be stored, and never apply. */
export function isKnownActionPattern(pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === "*") return true;
  return ALL_ACTIONS.some((action) => matchesWildcard(wanted, action));
}

/** Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
const OBJECT_ACTIONS = actionSet(`
  AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
  DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
  GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
  GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
  ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold
  PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
  ReplicateTags RestoreObject UpdateObjectEncryption
`);

const BUCKET_ACTIONS = actionSet(`
  CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration
  DeleteBucketOwnershipControls DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
  GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
  GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls
  GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
  GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
  GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket
  ListBucketMultipartUploads ListBucketVersions ListTagsForResource PutAccelerateConfiguration
  PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
  PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
  PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
  PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration
  PutReplicationConfiguration TagResource UntagResource
`);

const ACCOUNT_ACTIONS = actionSet(`
  CreateAccessPoint DeleteAccessPoint GetAccessPoint GetAccountPublicAccessBlock ListAccessPoints ListAllMyBuckets
  PutAccountPublicAccessBlock
`);

const ALL_ACTIONS: readonly string[] = [...OBJECT_ACTIONS, ...BUCKET_ACTIONS, ...ACCOUNT_ACTIONS];

function actionSet(names: string): ReadonlySet<string> {
  return new Set(
    names
      .trim()
      .split(/\s+/)
      .map((name) => `s3:${name.toLowerCase()}`),
  );
}
