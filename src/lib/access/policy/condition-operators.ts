import { isIP } from "node:net";
import { compileVariables, compileWildcard, matchesPattern, type VariableLookup } from "./wildcard.js";
import { isInNetwork, parseNetwork } from "./ip-network.js";

/** `ForAnyValue:StringLikeIfExists`, taken apart. */
export interface ConditionOperator {
  /** As written. */
  readonly name: string;
  readonly base: BaseOperator;
  /** How several values of the request count; undefined: one of them is enough. */
  readonly qualifier: "ForAllValues" | "ForAnyValue" | undefined;
  /** A key that the request does not have counts as fulfilled. */
  readonly ifExists: boolean;
}

export interface BaseOperator {
  readonly name: string;
  /** `…Not…`: no value of the policy may match. */
  readonly isNegated: boolean;
  /** Is a value of the policy one that can ever match? */
  isValid(policyValue: string): boolean;
  matches(requestValue: string, policyValue: string, lookup: VariableLookup): boolean;
}

/** Read an operator's name; undefined when it is none. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
export function parseOperator(name: string): ConditionOperator | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const base = BASE_OPERATORS.get(match?.[2] ?? "");
  const ifExists = match?.[3] !== undefined;
  if (base === undefined || (base === NULL_OPERATOR && name !== "Null")) return undefined;
  return { name, base, qualifier: match?.[1] as ConditionOperator["qualifier"], ifExists };
}

/** Tests whether the key is there at all; evaluated apart. */
export const NULL_OPERATOR: BaseOperator = {
  name: "Null",
  isNegated: false,
  isValid: isBoolean,
  matches: () => false,
};

type Compare = (requestValue: string, policyValue: string, lookup: VariableLookup) => boolean;

const BASE_OPERATORS: ReadonlyMap<string, BaseOperator> = new Map(
  [
    ...operators("StringEquals", "StringNotEquals", equals),
    ...operators("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", equalsIgnoringCase),
    ...operators("StringLike", "StringNotLike", isLike),
    ...operators(
      "NumericEquals",
      "NumericNotEquals",
      byOrder(numberOf, (order) => order === 0),
      isNumber,
    ),
    ...ordered("Numeric", numberOf, isNumber),
    ...operators(
      "DateEquals",
      "DateNotEquals",
      byOrder(timeOf, (order) => order === 0),
      isDate,
    ),
    ...ordered("Date", timeOf, isDate),
    operator("Bool", false, (value, wanted) => value.toLowerCase() === wanted.toLowerCase(), isBoolean),
    operator("BinaryEquals", false, (value, wanted) => value === wanted),
    ...operators("IpAddress", "NotIpAddress", isInNetworkOf, (value) => parseNetwork(value) !== undefined),
    ...operators("ArnEquals", "ArnNotEquals", isArnLike, isArn),
    ...operators("ArnLike", "ArnNotLike", isArnLike, isArn),
    NULL_OPERATOR,
  ].map((base) => [base.name, base]),
);

function operator(
  name: string,
  isNegated: boolean,
  matches: Compare,
  isValid = (_value: string): boolean => true,
): BaseOperator {
  return { name, isNegated, matches, isValid };
}

function operators(
  name: string,
  negatedName: string,
  matches: Compare,
  isValid?: (value: string) => boolean,
): readonly BaseOperator[] {
  return [operator(name, false, matches, isValid), operator(negatedName, true, matches, isValid)];
}

function ordered(
  type: string,
  read: (value: string) => number,
  isValid: (value: string) => boolean,
): readonly BaseOperator[] {
  return [
    operator(
      `${type}LessThan`,
      false,
      byOrder(read, (order) => order < 0),
      isValid,
    ),
    operator(
      `${type}LessThanEquals`,
      false,
      byOrder(read, (order) => order <= 0),
      isValid,
    ),
    operator(
      `${type}GreaterThan`,
      false,
      byOrder(read, (order) => order > 0),
      isValid,
    ),
    operator(
      `${type}GreaterThanEquals`,
      false,
      byOrder(read, (order) => order >= 0),
      isValid,
    ),
  ];
}

/** Compare as numbers; what is none matches nothing, since every comparison with NaN is false. */
function byOrder(read: (value: string) => number, isWanted: (order: number) => boolean): Compare {
  return (value, wanted) => isWanted(read(value) - read(wanted));
}

function equals(value: string, wanted: string, lookup: VariableLookup): boolean {
  return literal(wanted, lookup) === value;
}

function equalsIgnoringCase(value: string, wanted: string, lookup: VariableLookup): boolean {
  return literal(wanted, lookup)?.toLowerCase() === value.toLowerCase();
}

/** `*` and `?` mean themselves here; only variables are put in. */
function literal(wanted: string, lookup: VariableLookup): string | undefined {
  if (!wanted.includes("${")) return wanted;
  const compiled = compileVariables(wanted.replaceAll(/(?<!\{)[*?]/g, "${$&}"), lookup);
  return compiled?.join("");
}

function isLike(value: string, wanted: string, lookup: VariableLookup): boolean {
  const pattern = wanted.includes("${") ? compileVariables(wanted, lookup) : compileWildcard(wanted);
  return pattern !== undefined && matchesPattern(pattern, value);
}

/** ARNs are compared field by field, so that a `*` does not reach over a colon; only the last field may hold colons. */
function isArnLike(value: string, wanted: string, lookup: VariableLookup): boolean {
  const wantedFields = fieldsOfArn(wanted);
  const fields = fieldsOfArn(value);
  return (
    wantedFields.length === fields.length &&
    wantedFields.every((field, at) => isLike(fields[at] ?? "", field, lookup))
  );
}

function fieldsOfArn(arn: string): readonly string[] {
  const fields = arn.replaceAll(/\$\{[^}]*\}/g, (variable) => variable.replaceAll(":", "\u0000")).split(":");
  const joined = [...fields.slice(0, 5), fields.slice(5).join(":")];
  return joined.map((field) => field.replaceAll("\u0000", ":"));
}

function isInNetworkOf(value: string, wanted: string): boolean {
  const network = parseNetwork(wanted);
  return network !== undefined && isIP(value) !== 0 && isInNetwork(value, network);
}

function numberOf(value: string): number {
  return isNumber(value) ? Number(value) : Number.NaN;
}

function isNumber(value: string): boolean {
  return /^-?[0-9]+(\.[0-9]+)?$/.test(value);
}

/** ISO 8601, or seconds since 1970. */
function timeOf(value: string): number {
  return isNumber(value) ? Number(value) * 1000 : Date.parse(value);
}

function isDate(value: string): boolean {
  return !Number.isNaN(timeOf(value));
}

function isBoolean(value: string): boolean {
  return /^(true|false)$/i.test(value);
}

function isArn(value: string): boolean {
  return value === "*" || value.startsWith("arn:") || value.includes("${");
}
