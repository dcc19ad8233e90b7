import { isPublicPolicy } from "../access/policy/is-public-policy.js";
import { parsePolicy } from "../access/policy/parse-policy.js";
import { MalformedPolicyError } from "../access/policy/policy-document.js";
import type { JsonPath } from "../document/json-document.js";
import { isEverybody, warning, type JsonObject, type PolicyFinding } from "./policy-finding.js";
import { publicWrites } from "./public-writes.js";

/** Of a bucket's public access block, what is about policies. */
export interface PublicAccessFlags {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** Rules about what a well-formed statement brings about: openness to the world, and locking everybody out. */
export function* lintMeaning(
  statement: JsonObject,
  path: JsonPath,
  {
    bucket,
    publicAccess,
  }: { readonly bucket?: string | undefined; readonly publicAccess?: PublicAccessFlags | undefined },
): Generator<PolicyFinding> {
  const writes = publicWrites(statement);
  if (writes.length > 0) {
    yield warning(
      path,
      "public-write",
      `lets everybody ${writes.join(", ")}`,
      "Name the principals, or add a Condition that does",
    );
  }
  if (locksOut(statement)) {
    yield warning(
      path,
      "deny-all",
      "denies everybody, the owner of the bucket included",
      "Add a Condition, or name the principals",
    );
  }
  if (publicAccess !== undefined && isPublic(statement, bucket)) yield* lintBlock(path, publicAccess);
}

function* lintBlock(path: JsonPath, publicAccess: PublicAccessFlags): Generator<PolicyFinding> {
  if (publicAccess.restrictPublicBuckets) {
    yield warning(
      path,
      "ignored",
      "public access is restricted on this bucket: the statement has no effect for the world",
    );
  }
  if (publicAccess.blockPublicPolicy) {
    yield warning(
      path,
      "blocked",
      "public policies are blocked on this bucket: the store will refuse it",
      "s3kit bucket public-access allow, if that is what you want",
    );
  }
}

function locksOut(statement: JsonObject): boolean {
  return (
    statement["Effect"] === "Deny" &&
    isEverybody(statement["Principal"]) &&
    statement["Condition"] === undefined
  );
}

/** As the store judges it: a Condition on fixed networks, for instance, makes a statement not public. */
function isPublic(statement: JsonObject, bucket: string | undefined): boolean {
  if (statement["Effect"] !== "Allow") return false;
  if (bucket === undefined) return isEverybody(statement["Principal"]);
  try {
    return isPublicPolicy(
      parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }), bucket),
    );
  } catch (error) {
    if (error instanceof MalformedPolicyError) return isEverybody(statement["Principal"]);
    throw error;
  }
}
