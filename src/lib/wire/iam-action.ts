import type { Operation } from "./operation.js";

/** The right that an operation needs, in the words of bucket policies. */
export interface IamDemand {
  /** All of them are needed. */
  readonly actions: readonly string[];
  /** What the policy's resource must name. */
  readonly resource: "service" | "bucket" | "object";
}

/**
 * The rights that an operation needs on the bucket or key that it is addressed to. Of a copy that is the target; its
 * source needs `s3:GetObject` besides. DeleteObjects needs its right once for every key in its body.
 *
 * Source: S3 User Guide, "Required permissions for Amazon S3 API operations".
 *
 * @param namesVersion whether the request has a `versionId`: many object actions have a twin for that.
 * @returns undefined for operations that need no right, or that do not exist.
 */
export function iamDemandOf(operation: Operation, namesVersion = false): IamDemand | undefined {
  const [resource, ...actions] = DEMANDS[operation];
  if (resource === undefined) return undefined;
  return {
    resource,
    actions: actions.map((action) => (namesVersion ? (VERSION_TWINS[action] ?? action) : action)),
  };
}

type Demand = readonly [] | readonly [resource: IamDemand["resource"], ...actions: readonly string[]];

const WRITE_OBJECT: Demand = ["object", "s3:PutObject"];
const LIST_BUCKET: Demand = ["bucket", "s3:ListBucket"];

const DEMANDS: Readonly<Record<Operation, Demand>> = {
  ListBuckets: ["service", "s3:ListAllMyBuckets"],
  GetCallerIdentity: [],
  Preflight: [],
  Unknown: [],

  CreateBucket: ["bucket", "s3:CreateBucket"],
  DeleteBucket: ["bucket", "s3:DeleteBucket"],
  HeadBucket: LIST_BUCKET,
  ListObjects: LIST_BUCKET,
  ListObjectsV2: LIST_BUCKET,
  ListObjectVersions: ["bucket", "s3:ListBucketVersions"],
  ListMultipartUploads: ["bucket", "s3:ListBucketMultipartUploads"],
  GetBucketLocation: ["bucket", "s3:GetBucketLocation"],
  GetBucketVersioning: ["bucket", "s3:GetBucketVersioning"],
  PutBucketVersioning: ["bucket", "s3:PutBucketVersioning"],
  GetBucketPolicy: ["bucket", "s3:GetBucketPolicy"],
  PutBucketPolicy: ["bucket", "s3:PutBucketPolicy"],
  DeleteBucketPolicy: ["bucket", "s3:DeleteBucketPolicy"],
  GetBucketPolicyStatus: ["bucket", "s3:GetBucketPolicyStatus"],
  GetBucketCors: ["bucket", "s3:GetBucketCORS"],
  PutBucketCors: ["bucket", "s3:PutBucketCORS"],
  DeleteBucketCors: ["bucket", "s3:PutBucketCORS"],
  GetBucketAcl: ["bucket", "s3:GetBucketAcl"],
  PutBucketAcl: ["bucket", "s3:PutBucketAcl"],
  GetBucketTagging: ["bucket", "s3:GetBucketTagging"],
  PutBucketTagging: ["bucket", "s3:PutBucketTagging"],
  DeleteBucketTagging: ["bucket", "s3:PutBucketTagging"],
  GetBucketLifecycleConfiguration: ["bucket", "s3:GetLifecycleConfiguration"],
  PutBucketLifecycleConfiguration: ["bucket", "s3:PutLifecycleConfiguration"],
  DeleteBucketLifecycle: ["bucket", "s3:PutLifecycleConfiguration"],
  GetBucketEncryption: ["bucket", "s3:GetEncryptionConfiguration"],
  PutBucketEncryption: ["bucket", "s3:PutEncryptionConfiguration"],
  DeleteBucketEncryption: ["bucket", "s3:PutEncryptionConfiguration"],
  GetBucketWebsite: ["bucket", "s3:GetBucketWebsite"],
  PutBucketWebsite: ["bucket", "s3:PutBucketWebsite"],
  DeleteBucketWebsite: ["bucket", "s3:DeleteBucketWebsite"],
  GetBucketOwnershipControls: ["bucket", "s3:GetBucketOwnershipControls"],
  PutBucketOwnershipControls: ["bucket", "s3:PutBucketOwnershipControls"],
  DeleteBucketOwnershipControls: ["bucket", "s3:PutBucketOwnershipControls"],
  GetPublicAccessBlock: ["bucket", "s3:GetBucketPublicAccessBlock"],
  PutPublicAccessBlock: ["bucket", "s3:PutBucketPublicAccessBlock"],
  DeletePublicAccessBlock: ["bucket", "s3:PutBucketPublicAccessBlock"],
  GetObjectLockConfiguration: ["bucket", "s3:GetBucketObjectLockConfiguration"],
  PutObjectLockConfiguration: ["bucket", "s3:PutBucketObjectLockConfiguration"],

  GetObject: ["object", "s3:GetObject"],
  HeadObject: ["object", "s3:GetObject"],
  GetObjectAttributes: ["object", "s3:GetObject", "s3:GetObjectAttributes"],
  PutObject: WRITE_OBJECT,
  PostObject: WRITE_OBJECT,
  CopyObject: WRITE_OBJECT,
  CreateMultipartUpload: WRITE_OBJECT,
  UploadPart: WRITE_OBJECT,
  UploadPartCopy: WRITE_OBJECT,
  CompleteMultipartUpload: WRITE_OBJECT,
  AbortMultipartUpload: ["object", "s3:AbortMultipartUpload"],
  ListParts: ["object", "s3:ListMultipartUploadParts"],
  DeleteObject: ["object", "s3:DeleteObject"],
  DeleteObjects: ["object", "s3:DeleteObject"],
  GetObjectAcl: ["object", "s3:GetObjectAcl"],
  PutObjectAcl: ["object", "s3:PutObjectAcl"],
  GetObjectTagging: ["object", "s3:GetObjectTagging"],
  PutObjectTagging: ["object", "s3:PutObjectTagging"],
  DeleteObjectTagging: ["object", "s3:DeleteObjectTagging"],
  GetObjectRetention: ["object", "s3:GetObjectRetention"],
  PutObjectRetention: ["object", "s3:PutObjectRetention"],
  GetObjectLegalHold: ["object", "s3:GetObjectLegalHold"],
  PutObjectLegalHold: ["object", "s3:PutObjectLegalHold"],
};

const VERSION_TWINS: Readonly<Record<string, string>> = {
  "s3:GetObject": "s3:GetObjectVersion",
  "s3:GetObjectAttributes": "s3:GetObjectVersionAttributes",
  "s3:DeleteObject": "s3:DeleteObjectVersion",
  "s3:GetObjectAcl": "s3:GetObjectVersionAcl",
  "s3:PutObjectAcl": "s3:PutObjectVersionAcl",
  "s3:GetObjectTagging": "s3:GetObjectVersionTagging",
  "s3:PutObjectTagging": "s3:PutObjectVersionTagging",
  "s3:DeleteObjectTagging": "s3:DeleteObjectVersionTagging",
};
