import type { ConditionOperator } from "./condition-operators.js";

/** A bucket policy, read and checked. */
export interface BucketPolicy {
  readonly version: "2012-10-17" | "2008-10-17";
  readonly id: string | undefined;
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  /** Position in the document, from 0: statements need not have a Sid. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly principals: PrincipalElement;
  /** Patterns such as `s3:Get*`, compared without regard to case. */
  readonly actions: PatternElement;
  /** Patterns of ARNs such as `arn:aws:s3:::bucket/*`. */
  readonly resources: PatternElement;
  /** All must hold. */
  readonly conditions: readonly PolicyCondition[];
}

/** `Action` or, negated, `NotAction`; likewise for resources. */
export interface PatternElement {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

export interface PrincipalElement {
  /** `NotPrincipal`. */
  readonly isNegated: boolean;
  /** Values of `AWS`: `*`, ARNs and account numbers. */
  readonly aws: readonly string[];
  readonly canonicalUsers: readonly string[];
  /** Services and identity providers are named: nobody who calls with a key is one. */
  readonly hasOthers: boolean;
}

export interface PolicyCondition {
  readonly operator: ConditionOperator;
  /** Lower-case. */
  readonly key: string;
  /** One of them must match; for a negated operator none. */
  readonly values: readonly string[];
}

/** Fields of a policy. Source: IAM User Guide, "Grammar of the IAM JSON policy language". */
export const DOCUMENT_FIELDS: readonly string[] = ["Version", "Id", "Statement"];

/** Fields of a statement. Source: as {@link DOCUMENT_FIELDS}. */
export const STATEMENT_FIELDS: readonly string[] = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** The document is not a policy that S3 would store; the message says why in S3's words. S3 answers it MalformedPolicy. */
export class MalformedPolicyError extends Error {
  override readonly name = "MalformedPolicyError";
}
