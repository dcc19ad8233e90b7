import { MalformedPolicyError, type PrincipalElement } from "./policy-document.js";

/** Who asks, as policies name callers. */
export type PolicyPrincipal =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "user";
      /** `arn:aws:iam::123456789012:user/alice`; of a role session, the session's. */
      readonly arn: string;
      readonly accountId: string;
      readonly canonicalId?: string | undefined;
    };

/** Read `Principal` or `NotPrincipal`. @throws MalformedPolicyError */
export function parsePrincipal(value: unknown, isNegated: boolean): PrincipalElement {
  if (value === "*") return { isNegated, aws: ["*"], canonicalUsers: [], hasOthers: false };
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidPrincipal();
  const types = Object.entries(value);
  if (types.length === 0 || types.some(([type]) => !PRINCIPAL_TYPES.has(type))) throw invalidPrincipal();
  const aws = namesOf(value, "AWS");
  if (!aws.every(isAwsPrincipal)) throw invalidPrincipal();
  return {
    isNegated,
    aws,
    canonicalUsers: namesOf(value, "CanonicalUser"),
    hasOthers: namesOf(value, "Service").length + namesOf(value, "Federated").length > 0,
  };
}

/** Is the caller one of those that a statement is about? */
export function matchesPrincipal(element: PrincipalElement, principal: PolicyPrincipal): boolean {
  return isNamed(element, principal) !== element.isNegated;
}

/** Is everybody on the network among those that a statement is about? */
export function includesEverybody({ isNegated, aws }: PrincipalElement): boolean {
  return isNegated || aws.includes("*");
}

const PRINCIPAL_TYPES: ReadonlySet<string> = new Set(["AWS", "CanonicalUser", "Service", "Federated"]);

function namesOf(value: object, type: string): readonly string[] {
  const names: unknown = Object.hasOwn(value, type) ? (value as Record<string, unknown>)[type] : [];
  const list: readonly unknown[] = Array.isArray(names) ? names : [names];
  return list.map((name) => {
    if (typeof name !== "string" || name === "") throw invalidPrincipal();
    return name;
  });
}

/** S3 takes no wildcard inside an ARN here. */
function isAwsPrincipal(name: string): boolean {
  return (
    name === "*" || /^[0-9]{12}$/.test(name) || /^arn:aws[a-z-]*:(?:iam|sts)::[^:*?]*:[^*?]+$/.test(name)
  );
}

function isNamed({ aws, canonicalUsers }: PrincipalElement, principal: PolicyPrincipal): boolean {
  if (aws.includes("*")) return true;
  if (principal.kind === "anonymous") return false;
  if (principal.canonicalId !== undefined && canonicalUsers.includes(principal.canonicalId)) return true;
  return aws.some((name) => name === principal.arn || accountOf(name) === principal.accountId);
}

/** An account's number, or the ARN of its root, which stands for everybody of the account. */
function accountOf(name: string): string | undefined {
  if (/^[0-9]{12}$/.test(name)) return name;
  return /^arn:aws[a-z-]*:iam::([0-9]{12}):root$/.exec(name)?.[1];
}

function invalidPrincipal(): MalformedPolicyError {
  return new MalformedPolicyError("Invalid principal in policy");
}
