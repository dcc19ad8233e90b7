import { isKnownActionPattern } from "../access/policy/actions.js";
import type { JsonPath } from "../document/json-document.js";
import { nearest } from "./nearest-word.js";
import { entries, failure, warning, type JsonObject, type PolicyFinding } from "./policy-finding.js";

/** Rules about what a statement lets somebody do. @see IAM User Guide, "IAM JSON policy elements: Action" */
export function* lintActions(statement: JsonObject, path: JsonPath): Generator<PolicyFinding> {
  const name = "NotAction" in statement ? "NotAction" : "Action";
  if ("NotAction" in statement && "Action" in statement)
    yield failure(path, "grammar", "a statement has Action or NotAction, not both");
  if (statement[name] === undefined) yield failure(path, "grammar", "a statement needs an Action");
  for (const { value, place } of entries(statement[name], [...path, name])) {
    if (typeof value !== "string") yield failure(place, "action", "an action must be a text");
    else if (!value.includes(":") && value !== "*")
      yield failure(place, "action", `${value} names no service`, `Write s3:${value}`);
    else if (!/^(s3:|\*$)/i.test(value))
      yield failure(
        place,
        "action",
        `${value} is not an action of S3`,
        "A bucket policy can only speak of s3: actions",
      );
    else if (!isKnownActionPattern(value))
      yield failure(place, "action", `there is no action ${value}`, didYouMean(value));
  }
  if (name === "NotAction" && statement["Effect"] === "Allow") {
    yield warning(
      [...path, name],
      "not-action",
      "Allow with NotAction allows every action that is not named, deleting included",
    );
  }
}

function didYouMean(action: string): string {
  const known = nearest(action, KNOWN_ACTIONS);
  return known === undefined
    ? "See the list of actions in the Service Authorization Reference"
    : `Did you mean ${known}?`;
}

/** The ones people type; spelling as AWS documents it. */
const KNOWN_ACTIONS = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:ListBucket",
  "s3:GetObjectVersion",
  "s3:DeleteObjectVersion",
  "s3:ListBucketVersions",
  "s3:ListBucketMultipartUploads",
  "s3:ListMultipartUploadParts",
  "s3:AbortMultipartUpload",
  "s3:GetBucketLocation",
  "s3:GetBucketPolicy",
  "s3:PutBucketPolicy",
  "s3:GetObjectTagging",
  "s3:PutObjectTagging",
  "s3:GetObjectAcl",
  "s3:PutObjectAcl",
  "s3:GetBucketCORS",
  "s3:PutBucketCORS",
  "s3:GetLifecycleConfiguration",
  "s3:PutLifecycleConfiguration",
  "s3:ListAllMyBuckets",
];
