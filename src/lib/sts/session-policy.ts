import {
  coversScope,
  includesPermission,
  type AccessScope,
  type Permission,
} from "../access/grants/access-grant.js";
import { RESERVED_PREFIX } from "../access/grants/key-safety.js";
import { UsageError } from "../errors/s3kit-error.js";

/** A place that credentials are for, and what may be done there. */
export interface PolicyScope {
  readonly scope: AccessScope;
  readonly permission: Permission;
}

/** AWS, MinIO, Ceph and SeaweedFS alike. Source: STS API Reference, AssumeRole, Policy. */
export const MOST_POLICY_CHARACTERS = 2048;

/**
 * The session policy that limits credentials to some places. Places with the same permission share a statement, and places
 * within others that permit as much are left out, so that twenty or so fit.
 *
 * @throws UsageError `PolicyTooLarge` when it has more than {@link MOST_POLICY_CHARACTERS} characters: no store takes it;
 *   `NothingToReach` without any place.
 */
export function sessionPolicy(scopes: readonly PolicyScope[]): string {
  const needed = withoutContained(scopes);
  if (needed.length === 0)
    throw new UsageError("There is nothing that the credentials could reach", { code: "NothingToReach" });
  const statements = [...objectStatements(needed), ...listStatements(needed), ...reservedStatements(needed)];
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  if (policy.length <= MOST_POLICY_CHARACTERS) return policy;
  throw new UsageError(
    `The session policy for ${needed.length.toString()} places has ${policy.length.toString()} characters; stores take ${MOST_POLICY_CHARACTERS.toString()}`,
    {
      code: "PolicyTooLarge",
      hints: [
        "Name fewer workspaces for one token",
        "Tokens of a gateway have no such limit: leave --mode sts out",
      ],
    },
  );
}

/** A place inside another one that permits all of the same adds nothing. */
function withoutContained(scopes: readonly PolicyScope[]): readonly PolicyScope[] {
  return scopes.filter(
    (inner, index) =>
      !scopes.some(
        (outer, other) =>
          other !== index &&
          coversScope(outer.scope, inner.scope) &&
          includesPermission(outer.permission, inner.permission) &&
          // Of two that are the same, the first stays.
          (other < index || !coversScope(inner.scope, outer.scope) || outer.permission !== inner.permission),
      ),
  );
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const READ = ["s3:GetObject*"];
/** Not `PutObject*`: an ACL or a lock would outlast the credentials. The parts of uploads are a writer's matter. */
const WRITE = ["s3:PutObject", "s3:PutObjectTagging", "s3:DeleteObject*", "s3:*Multipart*"];

const ACTIONS: Readonly<Record<Permission, readonly string[]>> = {
  READ,
  WRITE,
  READWRITE: [...READ, ...WRITE],
};

function objectStatements(scopes: readonly PolicyScope[]): readonly Statement[] {
  return (["READ", "WRITE", "READWRITE"] as const).flatMap((permission) => {
    const places = scopes.filter((one) => one.permission === permission);
    if (places.length === 0) return [];
    return [
      {
        Effect: "Allow",
        Action: ACTIONS[permission],
        Resource: places.map(({ scope }) => resourceOf(scope)),
      },
    ];
  });
}

function resourceOf(scope: AccessScope): string {
  const place = "key" in scope ? literal(scope.key) : `${literal(scope.prefix)}*`;
  return `arn:aws:s3:::${scope.bucket}/${place}`;
}

/** One statement a bucket: a prefix that may be listed in one bucket must not be so in another. */
function listStatements(scopes: readonly PolicyScope[]): readonly Statement[] {
  const readable = scopes.filter(({ scope, permission }) => permission !== "WRITE" && "prefix" in scope);
  const buckets = [...new Set(readable.map(({ scope }) => scope.bucket))];
  return buckets.map((bucket) => {
    const prefixes = readable.flatMap(({ scope }) =>
      "prefix" in scope && scope.bucket === bucket ? [`${literal(scope.prefix)}*`] : [],
    );
    const Condition = { StringLike: { "s3:prefix": prefixes } };
    const statement = {
      Effect: "Allow",
      Action: "s3:List*",
      Resource: `arn:aws:s3:::${bucket}`,
    } as const;
    return prefixes.includes("*") ? statement : { ...statement, Condition };
  });
}

/** What is s3kit's own in a bucket is not in any place, though it may be below one: the registry, above all. */
function reservedStatements(scopes: readonly PolicyScope[]): readonly Statement[] {
  const above = scopes.filter(({ scope }) => "prefix" in scope && RESERVED_PREFIX.startsWith(scope.prefix));
  const buckets = [...new Set(above.map(({ scope }) => scope.bucket))];
  return buckets.map((bucket) => ({
    Effect: "Deny",
    Action: "s3:*",
    Resource: `arn:aws:s3:::${bucket}/${RESERVED_PREFIX}*`,
  }));
}

/**
 * Letters that policies read as patterns or variables, in the way that they are meant literally. Stores that do not know
 * it (Ceph, MinIO) match nothing then: the place is closed, not open.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
function literal(text: string): string {
  return text.replaceAll(/[*?$]/g, (letter) => `\${${letter}}`);
}
