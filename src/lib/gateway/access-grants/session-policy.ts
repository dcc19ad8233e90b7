import type { AccessScope } from "../../access/grants/access-grant.js";
import type { WantedAccess } from "./match-grant.js";

const READ_OBJECT = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:GetObjectAcl",
  "s3:GetObjectVersionAcl",
  "s3:ListMultipartUploadParts",
];
const WRITE_OBJECT = [
  "s3:PutObject",
  "s3:PutObjectAcl",
  "s3:PutObjectVersionAcl",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:AbortMultipartUpload",
];
const READ_BUCKET = ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];

/**
 * The session policy with which a store vends what a grant gives. What policies take for wildcards in a key stands for
 * itself.
 *
 * Source: S3 User Guide, "Request access to Amazon S3 data through S3 Access Grants", actions of READ and WRITE.
 */
export function sessionPolicy({ permission, scope }: WantedAccess): string {
  const objects = [
    ...(permission === "WRITE" ? [] : READ_OBJECT),
    ...(permission === "READ" ? [] : WRITE_OBJECT),
  ];
  const Statement: object[] = [{ Effect: "Allow", Action: objects, Resource: resourceOf(scope) }];
  if (permission !== "WRITE" && "prefix" in scope) Statement.push(listing(scope.bucket, scope.prefix));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function listing(bucket: string, prefix: string): object {
  const statement = { Effect: "Allow", Action: READ_BUCKET, Resource: `arn:aws:s3:::${bucket}` };
  if (prefix === "") return statement;
  return { ...statement, Condition: { StringLike: { "s3:prefix": [`${literal(prefix)}*`] } } };
}

function resourceOf(scope: AccessScope): string {
  const place = "key" in scope ? literal(scope.key) : `${literal(scope.prefix)}*`;
  return `arn:aws:s3:::${scope.bucket}/${place}`;
}

/** Source: IAM User Guide, "Policy variables": `${*}`, `${?}` and `${$}` are these characters themselves. */
function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
}
