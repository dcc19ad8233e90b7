import { NULL_OPERATOR } from "./condition-operators.js";
import type { PatternElement, PolicyCondition, PolicyStatement, BucketPolicy } from "./policy-document.js";
import { matchesPrincipal, type PolicyPrincipal } from "./principals.js";
import {
  compileVariables,
  compileWildcard,
  matchesPattern,
  matchesWildcard,
  type VariableLookup,
} from "./wildcard.js";

/** What is asked for. */
export interface PolicyRequest {
  readonly principal: PolicyPrincipal;
  /** `s3:GetObject` */
  readonly action: string;
  /** `arn:aws:s3:::bucket` or `arn:aws:s3:::bucket/key` */
  readonly resource: string;
  readonly context: ConditionContext;
}

/** Values of condition keys, under lower-case names; a key that the request does not have is missing. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

/** `statement` is the one that decided; `none` means that no statement is about this request. */
export type PolicyDecision =
  | { readonly effect: "allow" | "deny"; readonly statement: PolicyStatement }
  | { readonly effect: "none"; readonly statement: undefined };

/**
 * What a bucket policy says about a request. A Deny wins over every Allow; without a statement that applies, the
 * policy says nothing, and the request stays denied unless something else allows it.
 *
 * Source: IAM User Guide, "Policy evaluation logic".
 */
export function evaluateBucketPolicy(policy: BucketPolicy, request: PolicyRequest): PolicyDecision {
  const applying = policy.statements.filter((statement) => applies(statement, request));
  const deny = applying.find(({ effect }) => effect === "Deny");
  if (deny !== undefined) return { effect: "deny", statement: deny };
  const [allow] = applying;
  return allow === undefined
    ? { effect: "none", statement: undefined }
    : { effect: "allow", statement: allow };
}

/** The ARN of a bucket, or of an object in it. */
export function s3Arn(bucket: string, key?: string): string {
  return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}

function applies(
  statement: PolicyStatement,
  { principal, action, resource, context }: PolicyRequest,
): boolean {
  const lookup = variablesOf(context);
  return (
    matchesPrincipal(statement.principals, principal) &&
    matchesAction(statement.actions, action) &&
    matchesResource(statement.resources, resource, lookup) &&
    statement.conditions.every((condition) => holds(condition, context, lookup))
  );
}

function matchesAction({ patterns, isNegated }: PatternElement, action: string): boolean {
  const wanted = action.toLowerCase();
  return patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), wanted)) !== isNegated;
}

function matchesResource(
  { patterns, isNegated }: PatternElement,
  resource: string,
  lookup: VariableLookup,
): boolean {
  return patterns.some((pattern) => isResource(pattern, resource, lookup)) !== isNegated;
}

function isResource(pattern: string, resource: string, lookup: VariableLookup): boolean {
  const arn = pattern.replace(/^arn:aws[a-z-]*:/, "arn:aws:");
  const compiled = arn.includes("${") ? compileVariables(arn, lookup) : compileWildcard(arn);
  return compiled !== undefined && matchesPattern(compiled, resource);
}

function holds(
  { operator, key, values }: PolicyCondition,
  context: ConditionContext,
  lookup: VariableLookup,
): boolean {
  const given = context.get(key);
  if (operator.base === NULL_OPERATOR)
    return values.some((value) => (value.toLowerCase() === "true") === (given === undefined));
  if (given === undefined || given.length === 0) {
    return (
      operator.ifExists ||
      operator.qualifier === "ForAllValues" ||
      (operator.base.isNegated && operator.qualifier === undefined)
    );
  }
  const fulfils = (value: string): boolean =>
    values.some((wanted) => operator.base.matches(value, wanted, lookup)) !== operator.base.isNegated;
  // Without a qualifier a negated operator must not be satisfied by the one value that happens to differ.
  const needsAll =
    operator.qualifier === "ForAllValues" || (operator.qualifier === undefined && operator.base.isNegated);
  return needsAll ? given.every(fulfils) : given.some(fulfils);
}

/** Only keys with one value can be variables. */
function variablesOf(context: ConditionContext): VariableLookup {
  return (name) => {
    const values = context.get(name);
    return values?.length === 1 ? values[0] : undefined;
  };
}
