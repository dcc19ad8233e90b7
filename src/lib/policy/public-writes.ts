import { matchesWildcard } from "../access/policy/wildcard.js";
import { isEverybody, isObject, texts } from "./policy-finding.js";

/** Actions with which a stranger changes or destroys something. */
const WRITES: Readonly<Record<string, string>> = {
  "s3:PutObject": "write objects",
  "s3:DeleteObject": "delete objects",
  "s3:DeleteObjectVersion": "delete versions",
  "s3:PutObjectAcl": "change who may read objects",
  "s3:PutBucketPolicy": "change this policy",
  "s3:DeleteBucketPolicy": "remove this policy",
  "s3:PutBucketAcl": "change the bucket's ACL",
  "s3:PutBucketCORS": "change the CORS rules",
  "s3:PutLifecycleConfiguration": "have objects expire",
  "s3:DeleteBucket": "delete the bucket",
  "s3:BypassGovernanceRetention": "override retention",
};

/**
 * What a statement lets everybody change, in words; empty when it does not. A condition does not help: it would have to
 * be judged, and the author can name the principals instead.
 */
export function publicWrites(statement: unknown): readonly string[] {
  if (!isObject(statement) || statement["Effect"] !== "Allow" || !forEverybody(statement)) return [];
  const isNegated = "NotAction" in statement;
  const patterns = texts(statement[isNegated ? "NotAction" : "Action"]).map((pattern) =>
    pattern.toLowerCase(),
  );
  return Object.entries(WRITES)
    .filter(
      ([action]) => patterns.some((pattern) => matchesWildcard(pattern, action.toLowerCase())) !== isNegated,
    )
    .map(([, words]) => words);
}

function forEverybody(statement: Readonly<Record<string, unknown>>): boolean {
  return isEverybody(statement["Principal"]) || statement["NotPrincipal"] !== undefined;
}
