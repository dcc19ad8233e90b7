import type { Operation } from "../operation.js";
import type { ResourceKind } from "./resource.js";

/**
 * One row: the operation meant by a method on a kind of resource, when every selector is there.
 *
 * Selectors, separated by spaces: `?name` a query parameter, `?name=value` with that value, `@header` a request
 * header, `@header=value` a header whose value starts so.
 */
type Row = readonly [
  method: string,
  kind: ResourceKind,
  selectors: string,
  operation: Operation,
  /** Query parameters that belong to the operation besides its selectors, separated by spaces. */
  parameters?: string,
];

const OVERRIDES =
  "response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires";
const LIST = "prefix delimiter encoding-type max-keys";

/**
 * The whole routing of this server. A request gets the first row whose selectors it has **and** that knows all its
 * other query parameters (reads: all that mean anything to S3); without such a row it is `Unknown`. So a sub-resource that is not listed here can never
 * reach the operation of the bare method: `DELETE /bucket?replication` does not delete the bucket.
 *
 * Source: S3 API Reference, "Actions" (request syntax of each).
 */
export const ROUTES: readonly Row[] = [
  ["GET", "service", "", "ListBuckets", "max-buckets continuation-token prefix bucket-region"],
  ["GET", "service", "?Action=GetCallerIdentity", "GetCallerIdentity", "Version"],
  ["POST", "service", "?Action=GetCallerIdentity", "GetCallerIdentity", "Version"],

  ["HEAD", "bucket", "", "HeadBucket"],
  ["GET", "bucket", "", "ListObjects", `${LIST} marker`],
  // `metadata` is what MinIO's client adds; S3 ignores it.
  [
    "GET",
    "bucket",
    "?list-type=2",
    "ListObjectsV2",
    `${LIST} continuation-token start-after fetch-owner metadata`,
  ],
  ["GET", "bucket", "?versions", "ListObjectVersions", `${LIST} key-marker version-id-marker metadata`],
  [
    "GET",
    "bucket",
    "?uploads",
    "ListMultipartUploads",
    "prefix delimiter encoding-type max-uploads key-marker upload-id-marker",
  ],
  ["GET", "bucket", "?location", "GetBucketLocation"],
  ["GET", "bucket", "?versioning", "GetBucketVersioning"],
  ["GET", "bucket", "?policy", "GetBucketPolicy"],
  ["GET", "bucket", "?policyStatus", "GetBucketPolicyStatus"],
  ["GET", "bucket", "?cors", "GetBucketCors"],
  ["GET", "bucket", "?acl", "GetBucketAcl"],
  ["GET", "bucket", "?tagging", "GetBucketTagging"],
  // `withUpdatedAt` too is MinIO's client's.
  ["GET", "bucket", "?lifecycle", "GetBucketLifecycleConfiguration", "withUpdatedAt"],
  ["GET", "bucket", "?encryption", "GetBucketEncryption"],
  ["GET", "bucket", "?website", "GetBucketWebsite"],
  ["GET", "bucket", "?ownershipControls", "GetBucketOwnershipControls"],
  ["GET", "bucket", "?publicAccessBlock", "GetPublicAccessBlock"],
  ["GET", "bucket", "?object-lock", "GetObjectLockConfiguration"],

  ["PUT", "bucket", "", "CreateBucket"],
  ["PUT", "bucket", "?versioning", "PutBucketVersioning"],
  ["PUT", "bucket", "?policy", "PutBucketPolicy"],
  ["PUT", "bucket", "?cors", "PutBucketCors"],
  ["PUT", "bucket", "?acl", "PutBucketAcl"],
  ["PUT", "bucket", "?tagging", "PutBucketTagging"],
  ["PUT", "bucket", "?lifecycle", "PutBucketLifecycleConfiguration"],
  ["PUT", "bucket", "?encryption", "PutBucketEncryption"],
  ["PUT", "bucket", "?website", "PutBucketWebsite"],
  ["PUT", "bucket", "?ownershipControls", "PutBucketOwnershipControls"],
  ["PUT", "bucket", "?publicAccessBlock", "PutPublicAccessBlock"],
  ["PUT", "bucket", "?object-lock", "PutObjectLockConfiguration"],

  ["DELETE", "bucket", "", "DeleteBucket"],
  ["DELETE", "bucket", "?policy", "DeleteBucketPolicy"],
  ["DELETE", "bucket", "?cors", "DeleteBucketCors"],
  ["DELETE", "bucket", "?tagging", "DeleteBucketTagging"],
  ["DELETE", "bucket", "?lifecycle", "DeleteBucketLifecycle"],
  ["DELETE", "bucket", "?encryption", "DeleteBucketEncryption"],
  ["DELETE", "bucket", "?website", "DeleteBucketWebsite"],
  ["DELETE", "bucket", "?ownershipControls", "DeleteBucketOwnershipControls"],
  ["DELETE", "bucket", "?publicAccessBlock", "DeletePublicAccessBlock"],

  ["POST", "bucket", "?delete", "DeleteObjects"],
  ["POST", "bucket", "@content-type=multipart/form-data", "PostObject"],

  ["HEAD", "object", "", "HeadObject", `versionId partNumber ${OVERRIDES}`],
  ["GET", "object", "", "GetObject", `versionId partNumber ${OVERRIDES}`],
  ["GET", "object", "?attributes", "GetObjectAttributes", "versionId"],
  ["GET", "object", "?acl", "GetObjectAcl", "versionId"],
  ["GET", "object", "?tagging", "GetObjectTagging", "versionId"],
  ["GET", "object", "?retention", "GetObjectRetention", "versionId"],
  ["GET", "object", "?legal-hold", "GetObjectLegalHold", "versionId"],
  ["GET", "object", "?uploadId", "ListParts", "max-parts part-number-marker encoding-type"],

  // Appending is another operation than the PutObject that it looks like.
  ["PUT", "object", "@x-amz-write-offset-bytes", "Unknown"],
  ["PUT", "object", "@x-amz-copy-source", "CopyObject"],
  ["PUT", "object", "@x-amz-copy-source ?partNumber ?uploadId", "UploadPartCopy"],
  ["PUT", "object", "?partNumber ?uploadId", "UploadPart"],
  ["PUT", "object", "", "PutObject"],
  ["PUT", "object", "?acl", "PutObjectAcl", "versionId"],
  ["PUT", "object", "?tagging", "PutObjectTagging", "versionId"],
  ["PUT", "object", "?retention", "PutObjectRetention", "versionId"],
  ["PUT", "object", "?legal-hold", "PutObjectLegalHold", "versionId"],

  ["POST", "object", "?uploads", "CreateMultipartUpload"],
  ["POST", "object", "?uploadId", "CompleteMultipartUpload"],

  ["DELETE", "object", "", "DeleteObject", "versionId"],
  ["DELETE", "object", "?tagging", "DeleteObjectTagging", "versionId"],
  ["DELETE", "object", "?uploadId", "AbortMultipartUpload"],
];
