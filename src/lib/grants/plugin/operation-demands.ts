import type { Permission } from "../../access/grants/access-grant.js";

/** Where in an operation's input its target stands: one key, the prefix of a listing, keys of a deletion, a copy. */
export type TargetKind = "key" | "listing" | "keys" | "copy";

export interface OperationDemand {
  readonly permission: Permission;
  readonly target: TargetKind;
}

/**
 * What an operation needs of a grant, by its name in the S3 API; undefined for operations that credentials of S3 Access
 * Grants can never do (tagging, settings of buckets, listing buckets): those use the caller's own.
 *
 * The table of the AWS plugins for Python and Java, and two operations that they leave to the caller's own credentials
 * although a grant allows them: UploadPartCopy and SelectObjectContent.
 *
 * Source: S3 User Guide, "S3 Access Grants: supported S3 actions".
 */
export function operationDemandOf(operation: string): OperationDemand | undefined {
  return DEMANDS.get(operation);
}

const TABLE: readonly (readonly [Permission, TargetKind, operations: string])[] = [
  ["READ", "key", "GetObject HeadObject GetObjectAcl GetObjectAttributes ListParts SelectObjectContent"],
  ["READ", "listing", "ListObjects ListObjectsV2 ListObjectVersions ListMultipartUploads HeadBucket"],
  [
    "WRITE",
    "key",
    "PutObject PutObjectAcl DeleteObject CreateMultipartUpload UploadPart CompleteMultipartUpload AbortMultipartUpload",
  ],
  ["WRITE", "keys", "DeleteObjects"],
  ["READWRITE", "copy", "CopyObject UploadPartCopy"],
];

const DEMANDS: ReadonlyMap<string, OperationDemand> = new Map(
  TABLE.flatMap(([permission, target, operations]) =>
    operations.split(" ").map((operation) => [operation, { permission, target }] as const),
  ),
);
