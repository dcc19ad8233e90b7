import { Buffer } from "node:buffer";
import { actionKind, isKnownActionPattern } from "./actions.js";
import { parseOperator } from "./condition-operators.js";
import {
  DOCUMENT_FIELDS,
  MalformedPolicyError,
  STATEMENT_FIELDS,
  type BucketPolicy,
  type PatternElement,
  type PolicyCondition,
  type PolicyStatement,
} from "./policy-document.js";
import { parsePrincipal } from "./principals.js";
import { matchesWildcard } from "./wildcard.js";

/** Source: S3 User Guide, "Bucket policies": 20 KB. */
export const MAX_POLICY_BYTES = 20 * 1024;

/**
 * Read a bucket policy and hold it to what S3 would store: the grammar, actions that exist, resources of this very
 * bucket, conditions that can be evaluated. Nothing that is ignored later gets through here.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language"; messages as S3 answers them.
 *
 * @throws MalformedPolicyError
 */
export function parsePolicy(document: string, bucket: string): BucketPolicy {
  if (Buffer.byteLength(document) > MAX_POLICY_BYTES)
    throw malformed("Policy exceeds the maximum allowed document size.");
  const root = asObject(parseJson(document), "Policies must be valid JSON and the first byte must be '{'");
  rejectUnknown(root, DOCUMENT_FIELDS);
  const statements = asList(root["Statement"]);
  if (statements.length === 0) throw malformed("Missing required field Statement");
  const policy: BucketPolicy = {
    version: parseVersion(root["Version"]),
    id: optionalString(root, "Id"),
    statements: statements.map((statement, index) => parseStatement(statement, index, bucket)),
  };
  rejectRepeatedSids(policy.statements);
  return policy;
}

function parseStatement(value: unknown, index: number, bucket: string): PolicyStatement {
  const fields = asObject(value, "Statement is not an object");
  rejectUnknown(fields, STATEMENT_FIELDS);
  const statement: PolicyStatement = {
    index,
    sid: optionalString(fields, "Sid"),
    effect: parseEffect(fields["Effect"]),
    principals: parsePrincipal(...oneOf(fields, "Principal", "NotPrincipal")),
    actions: parsePatterns(fields, "Action", "NotAction"),
    resources: parsePatterns(fields, "Resource", "NotResource"),
    conditions: parseConditions(fields["Condition"]),
  };
  validateActions(statement.actions);
  validateResources(statement.resources, bucket);
  validateCombination(statement);
  return statement;
}

function parseJson(document: string): unknown {
  if (!document.startsWith("{")) throw notJson();
  try {
    return JSON.parse(document);
  } catch (cause) {
    throw notJson(cause);
  }
}

function notJson(cause?: unknown): MalformedPolicyError {
  return new MalformedPolicyError("Policies must be valid JSON and the first byte must be '{'", { cause });
}

function parseVersion(version: unknown): BucketPolicy["version"] {
  if (version === undefined) return "2008-10-17";
  if (version === "2012-10-17" || version === "2008-10-17") return version;
  throw malformed("The policy must contain a valid version string");
}

function parseEffect(effect: unknown): PolicyStatement["effect"] {
  if (effect === undefined) throw malformed("Missing required field Effect");
  if (effect === "Allow" || effect === "Deny") return effect;
  throw malformed(`Invalid effect: ${JSON.stringify(effect)}`);
}

function oneOf(fields: JsonObject, name: string, negatedName: string): [value: unknown, isNegated: boolean] {
  const isNegated = Object.hasOwn(fields, negatedName);
  if (isNegated && Object.hasOwn(fields, name)) {
    throw malformed(`A statement cannot hold both ${name} and ${negatedName}`);
  }
  const value = fields[isNegated ? negatedName : name];
  if (value === undefined) throw malformed(`Missing required field ${name}`);
  return [value, isNegated];
}

function parsePatterns(fields: JsonObject, name: string, negatedName: string): PatternElement {
  const [value, isNegated] = oneOf(fields, name, negatedName);
  const patterns = asList(value).map((pattern) =>
    asString(pattern, `Policy has invalid ${name.toLowerCase()}`),
  );
  if (patterns.length === 0) throw malformed(`${name} must not be empty`);
  return { isNegated, patterns };
}

function validateActions({ patterns }: PatternElement): void {
  const unknown = patterns.find((pattern) => !isKnownActionPattern(pattern));
  if (unknown !== undefined) throw malformed(`Policy has invalid action: ${unknown}`);
}

function validateResources({ patterns }: PatternElement, bucket: string): void {
  const foreign = patterns.find((pattern) => !isOfBucket(pattern, bucket));
  if (foreign !== undefined) throw malformed(`Policy has invalid resource: ${foreign}`);
}

function isOfBucket(pattern: string, bucket: string): boolean {
  if (pattern === "*") return true;
  const path = /^arn:aws[a-z-]*:s3:::(.+)$/s.exec(pattern)?.[1];
  const [bucketPattern = ""] = path?.split("/", 1) ?? [];
  return bucketPattern !== "" && matchesWildcard(bucketPattern, bucket);
}

/** A statement about objects that names only the bucket, or the reverse, would silently do nothing. */
function validateCombination({ actions, resources }: PolicyStatement): void {
  if (
    actions.isNegated ||
    resources.isNegated ||
    resources.patterns.some((pattern) => pattern.endsWith("*") && !pattern.includes("/"))
  )
    return;
  const namesObjects = resources.patterns.some((pattern) => pattern.includes("/"));
  const namesBucket = resources.patterns.some((pattern) => !pattern.includes("/"));
  const kinds = actions.patterns.map(actionKind);
  const isIdle = kinds.some(
    (kind) => (kind === "object" && !namesObjects) || (kind === "bucket" && !namesBucket),
  );
  if (isIdle) throw malformed("Action does not apply to any resource(s) in statement");
}

function parseConditions(value: unknown): readonly PolicyCondition[] {
  if (value === undefined) return [];
  const operators = Object.entries(asObject(value, "Condition is not an object"));
  return operators.flatMap(([name, keys]) => parseOperatorBlock(name, keys));
}

function parseOperatorBlock(name: string, keys: unknown): readonly PolicyCondition[] {
  const operator = parseOperator(name);
  if (operator === undefined) throw malformed(`Invalid Condition type : ${name}`);
  return Object.entries(asObject(keys, `Condition ${name} is not an object`)).map(([key, value]) => {
    const values = asList(value).map((item) => scalar(item, key));
    if (values.length === 0) throw malformed(`Condition ${name} has no value for ${key}`);
    if (!CONDITION_KEY.test(key)) throw malformed(`Policy has an invalid condition key: ${key}`);
    const invalid = values.find((item) => !operator.base.isValid(item));
    if (invalid !== undefined) throw malformed(`Invalid value ${invalid} for condition ${name} of ${key}`);
    return { operator, key: key.toLowerCase(), values };
  });
}

const CONDITION_KEY = /^(aws|s3|jwt|sts|saml):.+$/i;

function scalar(value: unknown, key: string): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value.toString();
  throw malformed(`Condition key ${key} has a value that is neither text, number nor boolean`);
}

function rejectRepeatedSids(statements: readonly PolicyStatement[]): void {
  const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  if (new Set(sids).size < sids.length)
    throw malformed("Statement IDs (SID) in a single policy must be unique.");
}

type JsonObject = Readonly<Record<string, unknown>>;

function asObject(value: unknown, message: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(message);
  return value as JsonObject;
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function asString(value: unknown, message: string): string {
  if (typeof value !== "string" || value === "") throw malformed(message);
  return value;
}

function optionalString(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "string") return value;
  throw malformed(`${name} must be a string`);
}

function rejectUnknown(fields: JsonObject, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
}

function malformed(message: string): MalformedPolicyError {
  return new MalformedPolicyError(message);
}
