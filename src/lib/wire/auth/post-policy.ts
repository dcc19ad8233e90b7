import { S3Error } from "../s3-error.js";
import type { ContentLengthRange } from "./authentication.js";

/** What a signed POST policy allows, read from its JSON. */
export interface PostPolicy {
  readonly expiration: Date;
  readonly conditions: readonly PostCondition[];
  /** All `content-length-range` conditions at once; undefined when there is none. */
  readonly contentLengthRange: ContentLengthRange | undefined;
}

export interface PostCondition {
  readonly operator: "eq" | "starts-with";
  /** As the policy spells it; {@link field} is what it means. */
  readonly name: string;
  /** Lower-case name of the form field; undefined when the name lacks its `$`, so that nothing can match. */
  readonly field: string | undefined;
  readonly value: string;
}

/**
 * Read a policy document.
 *
 * @throws S3Error `InvalidPolicyDocument`; `AccessDenied` for a length range that holds no numbers, as S3 has it.
 *
 * Source: S3 API Reference, "Creating a POST Policy" (POST policy, condition matching, conditions, character escaping).
 */
export function parsePostPolicy(base64: string): PostPolicy {
  const document = parseJson(Buffer.from(base64, "base64").toString("utf8"));
  if (!isRecord(document)) throw invalidPolicy("Invalid JSON.");
  const { expiration, conditions } = document;
  if (expiration === undefined) throw invalidPolicy("Policy missing expiration.");
  if (conditions === undefined) throw invalidPolicy("Policy missing conditions.");
  if (!Array.isArray(conditions)) throw invalidPolicy("Invalid 'conditions' value: it must be a list.");
  const { matches, ranges } = readConditions(conditions);
  return {
    expiration: parseExpiration(expiration),
    conditions: matches,
    contentLengthRange: intersect(ranges),
  };
}

/** A condition as S3 prints it: `["eq", "$acl", "private"]`. */
function printCondition(parts: readonly unknown[]): string {
  return `[${parts.map((part) => JSON.stringify(part)).join(", ")}]`;
}

/** The refusal of a form that breaks a condition, which it names. */
export function conditionFailed(parts: readonly unknown[]): S3Error {
  return new S3Error(
    "AccessDenied",
    `Invalid according to Policy: Policy Condition failed: ${printCondition(parts)}`,
  );
}

function parseJson(text: string): unknown {
  // The page lists two escapes that JSON has not: `\$` and `\v`.
  const json = text.replace(/\\[\s\S]/g, (escape) => {
    if (escape === String.raw`\$`) return "$";
    return escape === String.raw`\v` ? String.raw`\u000b` : escape;
  });
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw invalidPolicy("Invalid JSON.", cause);
  }
}

function parseExpiration(value: unknown): Date {
  const isIso = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
  const date = isIso ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw invalidPolicy(`Invalid 'expiration' value: ${JSON.stringify(value)}.`);
  }
  return date;
}

function readConditions(conditions: readonly unknown[]) {
  const matches: PostCondition[] = [];
  const ranges: ContentLengthRange[] = [];
  for (const condition of conditions) {
    if (!Array.isArray(condition)) matches.push(readSimpleCondition(condition));
    else if (isLengthRange(condition)) ranges.push(readLengthRange(condition));
    else matches.push(readMatchCondition(condition));
  }
  return { matches, ranges };
}

function readSimpleCondition(condition: unknown): PostCondition {
  const entries = isRecord(condition) ? Object.entries(condition) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) {
    throw invalidPolicy(
      "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
    );
  }
  const [name, value] = entry;
  return { operator: "eq", name: `$${name}`, field: name.toLowerCase(), value: textOf(value) };
}

function readMatchCondition(condition: readonly unknown[]): PostCondition {
  const [operator, name, value] = condition;
  const lower = typeof operator === "string" ? operator.toLowerCase() : undefined;
  if (lower !== "eq" && lower !== "starts-with") {
    throw invalidPolicy(`Invalid condition: unknown operator ${JSON.stringify(operator)}.`);
  }
  if (condition.length !== 3 || typeof name !== "string") {
    throw invalidPolicy(`Invalid condition: ${printCondition(condition)}.`);
  }
  const field = name.startsWith("$") ? name.slice(1).toLowerCase() : undefined;
  return { operator: lower, name, field, value: textOf(value) };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw invalidPolicy("Invalid condition: the value must be a string.");
}

function isLengthRange([operator]: readonly unknown[]): boolean {
  return typeof operator === "string" && operator.toLowerCase() === "content-length-range";
}

function readLengthRange(condition: readonly unknown[]): ContentLengthRange {
  if (condition.length !== 3) throw invalidPolicy("Invalid content-length-range: it needs two numbers.");
  const [minBytes = Number.NaN, maxBytes = Number.NaN] = condition.slice(1).map(Number);
  if (!Number.isSafeInteger(minBytes) || !Number.isSafeInteger(maxBytes)) throw conditionFailed(condition);
  if (minBytes < 0 || maxBytes < minBytes)
    throw invalidPolicy("Invalid content-length-range: the numbers are out of order.");
  return { minBytes, maxBytes };
}

function intersect(ranges: readonly ContentLengthRange[]): ContentLengthRange | undefined {
  if (ranges.length === 0) return undefined;
  return {
    minBytes: Math.max(...ranges.map(({ minBytes }) => minBytes)),
    maxBytes: Math.min(...ranges.map(({ maxBytes }) => maxBytes)),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalidPolicy(reason: string, cause?: unknown): S3Error {
  return new S3Error(
    "InvalidPolicyDocument",
    `Invalid Policy: ${reason}`,
    cause === undefined ? {} : { cause },
  );
}
