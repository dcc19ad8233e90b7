import { isPublicPolicy } from "../access/policy/is-public-policy.js";
import { parsePolicy } from "../access/policy/parse-policy.js";
import { MalformedPolicyError, type BucketPolicy } from "../access/policy/policy-document.js";
import type { BucketSetting } from "./bucket-setting.js";
import type { Ownership } from "./bucket-ownership.js";
import { EVERYBODY, isPublicGrant, type Grant } from "./grants.js";
import { NOTHING_BLOCKED, type PublicAccessBlock } from "./public-access-block.js";

/** What the bucket's openness to the world follows from. */
export interface PublicAccessFacts {
  /** The policy's JSON. */
  readonly policy: BucketSetting<string>;
  /** The grants of the bucket's ACL. */
  readonly acl: BucketSetting<readonly Grant[]>;
  readonly block: BucketSetting<PublicAccessBlock>;
  readonly ownership: BucketSetting<Ownership>;
}

/** One thing that opens the bucket to the world, or would but for what holds it back. */
export interface PublicGround {
  readonly by: "policy" | "acl";
  /** `statement 2 (PublicRead)`, `READ for everybody`. */
  readonly what: string;
  /** Undefined: nothing does, it counts. */
  readonly heldBackBy: "restrictPublicBuckets" | "ignorePublicAcls" | "BucketOwnerEnforced" | undefined;
}

export interface PublicAccess {
  /** `unknown`: nothing that is known opens it, but not all could be read. ACLs of single objects are not looked at. */
  readonly verdict: "public" | "private" | "unknown";
  readonly grounds: readonly PublicGround[];
  /** What could not be read and might open it. */
  readonly unread: readonly ("policy" | "acl")[];
}

/**
 * Is a bucket open to the world, and why: its policy, its ACL and its public access block taken together. Pure.
 *
 * Source: S3 User Guide, "Blocking public access to your Amazon S3 storage" and "Controlling ownership of objects".
 */
export function judgePublicAccess(bucket: string, facts: PublicAccessFacts): PublicAccess {
  const block = facts.block.state === "set" ? facts.block.value : NOTHING_BLOCKED;
  const policy = facts.policy.state === "set" ? publicStatements(facts.policy.value, bucket) : [];
  const grants = facts.acl.state === "set" ? facts.acl.value.filter(isPublicGrant) : [];
  const aclsAreOff = facts.ownership.state === "set" && facts.ownership.value === "BucketOwnerEnforced";
  const grounds: readonly PublicGround[] = [
    ...(policy ?? []).map((what) => ({
      by: "policy" as const,
      what,
      heldBackBy: block.restrictPublicBuckets ? ("restrictPublicBuckets" as const) : undefined,
    })),
    ...grants.map((grant) => ({
      by: "acl" as const,
      what: inWords(grant),
      heldBackBy: aclBarrier(block, aclsAreOff),
    })),
  ];
  const unread = [
    ...(policy === undefined || facts.policy.state === "denied" ? (["policy"] as const) : []),
    ...(facts.acl.state === "denied" && !aclsAreOff && !block.ignorePublicAcls ? (["acl"] as const) : []),
  ];
  const isOpen = grounds.some(({ heldBackBy }) => heldBackBy === undefined);
  return { verdict: isOpen ? "public" : unread.length > 0 ? "unknown" : "private", grounds, unread };
}

function aclBarrier(block: PublicAccessBlock, aclsAreOff: boolean): PublicGround["heldBackBy"] {
  if (aclsAreOff) return "BucketOwnerEnforced";
  return block.ignorePublicAcls ? "ignorePublicAcls" : undefined;
}

/** The statements that are public by S3's definition; undefined for a policy that only this store understands. */
function publicStatements(document: string, bucket: string): readonly string[] | undefined {
  const policy = readPolicy(document, bucket);
  return policy?.statements
    .filter((statement) => isPublicPolicy({ ...policy, statements: [statement] }))
    .map(({ index, sid }) => `statement ${(index + 1).toString()}${sid === undefined ? "" : ` (${sid})`}`);
}

function readPolicy(document: string, bucket: string): BucketPolicy | undefined {
  try {
    return parsePolicy(document, bucket);
  } catch (error) {
    if (error instanceof MalformedPolicyError) return undefined;
    throw error;
  }
}

function inWords({ grantee, permission }: Grant): string {
  const everybody = grantee.type === "group" && grantee.uri === EVERYBODY;
  return `${permission} for ${everybody ? "everybody" : "anybody with an account"}`;
}
