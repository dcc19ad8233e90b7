import { parseOperator } from "../access/policy/condition-operators.js";
import type { JsonPath } from "../document/json-document.js";
import { nearest } from "./nearest-word.js";
import { entries, failure, isObject, warning, type PolicyFinding } from "./policy-finding.js";

/** Rules about conditions. @see IAM User Guide, "IAM JSON policy elements: Condition" */
export function* lintConditions(condition: unknown, path: JsonPath): Generator<PolicyFinding> {
  if (condition === undefined) return;
  if (!isObject(condition)) {
    yield failure(path, "condition", "a Condition must be an object");
    return;
  }
  for (const [name, keys] of Object.entries(condition)) yield* lintOperator(name, keys, [...path, name]);
}

function* lintOperator(name: string, keys: unknown, path: JsonPath): Generator<PolicyFinding> {
  const operator = parseOperator(name);
  if (operator === undefined) {
    const known = nearest(name, OPERATORS);
    yield failure(
      path,
      "condition",
      `there is no condition operator ${name}`,
      known === undefined ? `Operators: ${OPERATORS.join(", ")}` : `Did you mean ${known}?`,
    );
    return;
  }
  if (!isObject(keys)) {
    yield failure(path, "condition", `${name} must hold keys with values`);
    return;
  }
  for (const [key, value] of Object.entries(keys)) {
    yield* lintKey(key, [...path, key]);
    for (const { value: item, place } of entries(value, [...path, key])) {
      const text = textOf(item);
      if (text === undefined) {
        yield failure(place, "condition", `the value of ${key} must be a text, a number or a boolean`);
      } else if (!operator.base.isValid(text)) {
        yield failure(place, "condition", `${text} is not a value that ${name} can compare`);
      }
    }
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? value.toString() : undefined;
}

function* lintKey(key: string, path: JsonPath): Generator<PolicyFinding> {
  if (!/^[a-z0-9]+:.+$/i.test(key)) {
    yield failure(path, "condition-key", `${key} is not a condition key`, "Keys begin with aws: or s3:");
    return;
  }
  const isTag = /^(aws:(principal|request|resource)tag|s3:(existingobjecttag|requestobjecttag))\//i.test(key);
  if (isTag || KEYS.some((known) => known.toLowerCase() === key.toLowerCase())) return;
  const known = nearest(key, KEYS);
  yield warning(
    path,
    "condition-key",
    `${key} is not a key that S3 knows: a store may refuse it, or never match it`,
    known === undefined ? undefined : `Did you mean ${known}?`,
  );
}

const OPERATORS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
  "Bool",
  "IpAddress",
  "NotIpAddress",
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  "BinaryEquals",
  "Null",
];

/** Source: Service Authorization Reference, "Condition keys for Amazon S3"; IAM User Guide, "AWS global condition context keys". */
const KEYS = [
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:MultiFactorAuthAge",
  "aws:MultiFactorAuthPresent",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalIsAWSService",
  "aws:PrincipalOrgID",
  "aws:PrincipalOrgPaths",
  "aws:PrincipalServiceName",
  "aws:PrincipalType",
  "aws:Referer",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:SourceIdentity",
  "aws:SourceIp",
  "aws:SourceOrgID",
  "aws:SourceVpc",
  "aws:SourceVpce",
  "aws:TokenIssueTime",
  "aws:UserAgent",
  "aws:userid",
  "aws:username",
  "aws:ViaAWSService",
  "aws:VpcSourceIp",
  "s3:authType",
  "s3:AccessGrantsInstanceArn",
  "s3:DataAccessPointAccount",
  "s3:DataAccessPointArn",
  "s3:delimiter",
  "s3:if-match",
  "s3:if-none-match",
  "s3:LocationConstraint",
  "s3:max-keys",
  "s3:object-lock-legal-hold",
  "s3:object-lock-mode",
  "s3:object-lock-remaining-retention-days",
  "s3:object-lock-retain-until-date",
  "s3:ObjectCreationOperation",
  "s3:prefix",
  "s3:RequestObjectTagKeys",
  "s3:ResourceAccount",
  "s3:signatureAge",
  "s3:signatureversion",
  "s3:TlsVersion",
  "s3:VersionId",
  "s3:x-amz-acl",
  "s3:x-amz-content-sha256",
  "s3:x-amz-copy-source",
  "s3:x-amz-grant-full-control",
  "s3:x-amz-grant-read",
  "s3:x-amz-grant-read-acp",
  "s3:x-amz-grant-write",
  "s3:x-amz-grant-write-acp",
  "s3:x-amz-metadata-directive",
  "s3:x-amz-object-ownership",
  "s3:x-amz-server-side-encryption",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:x-amz-server-side-encryption-customer-algorithm",
  "s3:x-amz-storage-class",
  "s3:x-amz-website-redirect-location",
];
