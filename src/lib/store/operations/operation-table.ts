import type { Operation } from "../../wire/operation.js";
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from "./acls.js";
import { deleteDocument, getDocument, putDocument } from "./bucket-documents.js";
import {
  deleteBucketPolicy,
  getBucketPolicy,
  getBucketPolicyStatus,
  putBucketPolicy,
} from "./bucket-policy.js";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.js";
import { getCallerIdentity } from "./caller-identity.js";
import { completeMultipartUpload } from "./complete-upload.js";
import { copyObject } from "./copy-object.js";
import { preflight } from "./cors.js";
import { createMultipartUpload } from "./create-upload.js";
import { deleteObject } from "./delete-object.js";
import { deleteObjects } from "./delete-objects.js";
import { getObject, headObject } from "./get-object.js";
import { getObjectAttributes } from "./get-object-attributes.js";
import { listObjectVersions } from "./list-object-versions.js";
import { listObjects, listObjectsV2 } from "./list-objects.js";
import { abortMultipartUpload, listParts } from "./list-parts.js";
import { listMultipartUploads } from "./list-uploads.js";
import {
  getObjectLegalHold,
  getObjectLockConfiguration,
  getObjectRetention,
  putObjectLegalHold,
  putObjectLockConfiguration,
  putObjectRetention,
} from "./object-locks.js";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tagging.js";
import { postObject } from "./post-object.js";
import { putObject } from "./put-object.js";
import type { OperationHandler } from "./store-context.js";
import { uploadPart } from "./upload-part.js";
import { uploadPartCopy } from "./upload-part-copy.js";
import { getBucketVersioning, putBucketVersioning } from "./versioning.js";

/** Who carries out what. A table over all operations: one that is missing here does not compile. */
export const OPERATIONS: Readonly<Record<Exclude<Operation, "Unknown">, OperationHandler>> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  DeleteObjects: deleteObjects,
  PostObject: postObject,
  GetBucketVersioning: getBucketVersioning,
  PutBucketVersioning: putBucketVersioning,
  GetBucketPolicy: getBucketPolicy,
  PutBucketPolicy: putBucketPolicy,
  DeleteBucketPolicy: deleteBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketCors: getDocument("cors"),
  PutBucketCors: putDocument("cors"),
  DeleteBucketCors: deleteDocument("cors"),
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetBucketTagging: getDocument("tagging"),
  PutBucketTagging: putDocument("tagging"),
  DeleteBucketTagging: deleteDocument("tagging"),
  GetBucketLifecycleConfiguration: getDocument("lifecycle"),
  PutBucketLifecycleConfiguration: putDocument("lifecycle"),
  DeleteBucketLifecycle: deleteDocument("lifecycle"),
  GetBucketEncryption: getDocument("encryption"),
  PutBucketEncryption: putDocument("encryption"),
  DeleteBucketEncryption: deleteDocument("encryption"),
  GetBucketWebsite: getDocument("website"),
  PutBucketWebsite: putDocument("website"),
  DeleteBucketWebsite: deleteDocument("website"),
  GetBucketOwnershipControls: getDocument("ownership"),
  PutBucketOwnershipControls: putDocument("ownership"),
  DeleteBucketOwnershipControls: deleteDocument("ownership"),
  GetPublicAccessBlock: getDocument("public-access-block"),
  PutPublicAccessBlock: putDocument("public-access-block"),
  DeletePublicAccessBlock: deleteDocument("public-access-block"),
  GetObjectLockConfiguration: getObjectLockConfiguration,
  PutObjectLockConfiguration: putObjectLockConfiguration,
  GetObject: getObject,
  HeadObject: headObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putObjectAcl,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  GetObjectRetention: getObjectRetention,
  PutObjectRetention: putObjectRetention,
  GetObjectLegalHold: getObjectLegalHold,
  PutObjectLegalHold: putObjectLegalHold,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
  GetCallerIdentity: getCallerIdentity,
  Preflight: preflight,
};
