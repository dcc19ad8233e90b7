import { includesPermission, type AccessScope, type Permission } from "../access/grants/access-grant.js";
import type { GrantDocument } from "./documents.js";
import { parseGrantScope, reaches } from "./plugin/grant-scope.js";

export interface AccessQuestion {
  /** `s3://bucket/key`, or `s3://bucket/prefix*`. */
  readonly target: string;
  readonly permission: Permission;
  /** ARNs of users and roles, ids of users and groups: all that the principal is. */
  readonly principals: readonly string[];
}

/** What becomes of a grant when access is asked for. */
export type GrantVerdict =
  /** The one that counts. */
  | "chosen"
  /** It allows it, but another is closer. */
  | "less-specific"
  | "other-grantee"
  | "other-place"
  | "other-permission"
  /** It is for one application alone. */
  | "application";

export interface JudgedGrant {
  readonly grant: GrantDocument;
  readonly verdict: GrantVerdict;
  /** One sentence for people. */
  readonly reason: string;
}

export interface AccessExplanation {
  readonly chosen: GrantDocument | undefined;
  /** Grants of the principal, or for the place; others have nothing to do with the question. */
  readonly judged: readonly JudgedGrant[];
  readonly unrelatedCount: number;
}

/**
 * Say which of all grants counts for a question, and why the others do not, by the rules of S3 Access Grants: the most
 * specific grant wins, then the narrower permission, then the older one; two halves make no whole.
 *
 * Memory: the grants of the principal and those for the place.
 */
export async function explainAccess(
  grants: AsyncIterable<GrantDocument>,
  question: AccessQuestion,
): Promise<AccessExplanation> {
  const wanted = parseGrantScope(question.target);
  const fitting: GrantDocument[] = [];
  const judged: JudgedGrant[] = [];
  let unrelatedCount = 0;
  for await (const grant of grants) {
    const isTheirs = question.principals.includes(grant.grantee);
    const isThere = wanted !== undefined && reachesIt(grant, wanted);
    if (!isTheirs && !isThere) unrelatedCount += 1;
    else if (isTheirs && isThere && refusalOf(grant, question) === undefined) fitting.push(grant);
    else judged.push(judge(grant, { isTheirs, isThere, question }));
  }
  const [chosen, ...others] = fitting.toSorted(closestFirst);
  return {
    chosen,
    judged: [
      ...(chosen === undefined
        ? []
        : [{ grant: chosen, verdict: "chosen" as const, reason: "it is the closest" }]),
      ...others.map((grant): JudgedGrant => ({
        grant,
        verdict: "less-specific",
        reason: `${chosen?.id ?? ""} is closer to what is asked for`,
      })),
      ...judged,
    ],
    unrelatedCount,
  };
}

interface Findings {
  readonly isTheirs: boolean;
  readonly isThere: boolean;
  readonly question: AccessQuestion;
}

function judge(grant: GrantDocument, { isTheirs, isThere, question }: Findings): JudgedGrant {
  if (!isTheirs) return { grant, verdict: "other-grantee", reason: `it is for ${grant.grantee}` };
  if (!isThere)
    return { grant, verdict: "other-place", reason: `${question.target} is not inside of ${grant.scope}` };
  return { grant, ...(refusalOf(grant, question) ?? { verdict: "other-place", reason: "" }) };
}

function refusalOf(
  grant: GrantDocument,
  { permission }: AccessQuestion,
): Pick<JudgedGrant, "verdict" | "reason"> | undefined {
  if (!includesPermission(grant.permission, permission))
    return { verdict: "other-permission", reason: `${grant.permission} does not include ${permission}` };
  if (grant.applicationArn !== null && grant.applicationArn.startsWith("arn:"))
    return { verdict: "application", reason: `it is for the application ${grant.applicationArn} alone` };
  return undefined;
}

function reachesIt({ scope }: GrantDocument, wanted: AccessScope): boolean {
  const granted = parseGrantScope(scope);
  return granted !== undefined && reaches(granted, wanted);
}

function closestFirst(one: GrantDocument, other: GrantDocument): number {
  const bySpecificity = specificity(other.scope) - specificity(one.scope);
  if (bySpecificity !== 0) return bySpecificity;
  const byPermission = Number(one.permission === "READWRITE") - Number(other.permission === "READWRITE");
  if (byPermission !== 0) return byPermission;
  return (one.createdAt ?? "") < (other.createdAt ?? "") ? -1 : 1;
}

function specificity(scope: string): number {
  const parsed = parseGrantScope(scope);
  if (parsed === undefined) return -1;
  return "key" in parsed ? Number.MAX_SAFE_INTEGER : parsed.prefix.length;
}
