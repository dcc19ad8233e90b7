import type { Operation } from "../../wire/operation.js";

/**
 * What an operation asks of the access model.
 *
 * - `open`: nothing; it tells callers about themselves.
 * - `buckets`: answered with what the caller may see.
 * - `see`: any grant in the bucket.
 * - `list`: to list the prefix that it names; where it names one above the caller's, the listing is narrowed.
 * - `read`, `write`: that, on its key.
 * - `part`: to read or to write its key.
 * - `copy`: to write its key, and to read the source of the copy.
 * - `delete-many`: to write each of the keys in its body.
 * - `administrator`: not in the model; for administrators alone.
 */
export type AccessRule =
  | "open"
  | "buckets"
  | "see"
  | "list"
  | "read"
  | "write"
  | "part"
  | "copy"
  | "delete-many"
  | "administrator";

/**
 * The rule of every operation there is. What a grant on a prefix gives is what S3 Access Grants gives, but for ACLs,
 * which would let a writer share past the registry, and with tags, which belong to an object's content here.
 *
 * Source: S3 User Guide, "Getting started with S3 Access Grants", actions of READ and WRITE.
 */
export const ACCESS_RULES: Readonly<Record<Operation, AccessRule>> = {
  GetCallerIdentity: "open",
  Preflight: "open",
  ListBuckets: "buckets",

  HeadBucket: "see",
  GetBucketLocation: "see",
  // Clients ask before they list or copy, and change nothing by it.
  GetBucketVersioning: "see",

  ListObjects: "list",
  ListObjectsV2: "list",
  ListObjectVersions: "list",
  ListMultipartUploads: "list",

  GetObject: "read",
  HeadObject: "read",
  GetObjectAttributes: "read",
  GetObjectAcl: "read",
  GetObjectTagging: "read",
  GetObjectRetention: "read",
  GetObjectLegalHold: "read",

  PutObject: "write",
  PostObject: "write",
  DeleteObject: "write",
  PutObjectTagging: "write",
  DeleteObjectTagging: "write",
  CreateMultipartUpload: "write",
  UploadPart: "write",
  CompleteMultipartUpload: "write",
  AbortMultipartUpload: "write",
  ListParts: "part",
  CopyObject: "copy",
  UploadPartCopy: "copy",
  DeleteObjects: "delete-many",

  // Locks outlast the grant of whoever sets them, and ACLs reach past the registry.
  PutObjectAcl: "administrator",
  PutObjectRetention: "administrator",
  PutObjectLegalHold: "administrator",

  CreateBucket: "administrator",
  DeleteBucket: "administrator",
  PutBucketVersioning: "administrator",
  GetBucketPolicy: "administrator",
  PutBucketPolicy: "administrator",
  DeleteBucketPolicy: "administrator",
  GetBucketPolicyStatus: "administrator",
  GetBucketCors: "administrator",
  PutBucketCors: "administrator",
  DeleteBucketCors: "administrator",
  GetBucketAcl: "administrator",
  PutBucketAcl: "administrator",
  GetBucketTagging: "administrator",
  PutBucketTagging: "administrator",
  DeleteBucketTagging: "administrator",
  GetBucketLifecycleConfiguration: "administrator",
  PutBucketLifecycleConfiguration: "administrator",
  DeleteBucketLifecycle: "administrator",
  GetBucketEncryption: "administrator",
  PutBucketEncryption: "administrator",
  DeleteBucketEncryption: "administrator",
  GetBucketWebsite: "administrator",
  PutBucketWebsite: "administrator",
  DeleteBucketWebsite: "administrator",
  GetBucketOwnershipControls: "administrator",
  PutBucketOwnershipControls: "administrator",
  DeleteBucketOwnershipControls: "administrator",
  GetPublicAccessBlock: "administrator",
  PutPublicAccessBlock: "administrator",
  DeletePublicAccessBlock: "administrator",
  GetObjectLockConfiguration: "administrator",
  PutObjectLockConfiguration: "administrator",
  Unknown: "administrator",
};
