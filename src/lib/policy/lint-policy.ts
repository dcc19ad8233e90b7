import { DOCUMENT_FIELDS, MalformedPolicyError, STATEMENT_FIELDS } from "../access/policy/policy-document.js";
import { MAX_POLICY_BYTES, parsePolicy } from "../access/policy/parse-policy.js";
import {
  readJsonDocument,
  type Finding,
  type JsonDocument,
  type JsonPath,
} from "../document/json-document.js";
import { lintActions } from "./lint-actions.js";
import { lintConditions } from "./lint-conditions.js";
import { lintMeaning, type PublicAccessFlags } from "./lint-meaning.js";
import { lintPrincipal } from "./lint-principal.js";
import { lintResources } from "./lint-resources.js";
import { failure, isObject, warning, type JsonObject, type PolicyFinding } from "./policy-finding.js";
import { nearest } from "./nearest-word.js";

export interface LintedPolicy {
  readonly findings: readonly (Finding & { readonly rule: string })[];
}

export interface LintContext {
  /** The bucket that the policy is for; undefined: not known, ARNs are only checked for their form. */
  readonly bucket?: string | undefined;
  /** Flags of the public access block in force there. */
  readonly publicAccess?: PublicAccessFlags | undefined;
}

/**
 * Look for what a store would refuse in a bucket policy, and for what it would take but that does not do what its
 * author thinks. Findings stand in the order of the text.
 *
 * @param name of the file, for messages
 * @throws UsageError `InvalidJson`, with line and column, when it is not JSON at all.
 * @see IAM User Guide, "Grammar of the IAM JSON policy language"; S3 User Guide, "Bucket policies"
 */
export function lintPolicy(text: string, name: string, context: LintContext = {}): LintedPolicy {
  const document = readJsonDocument(text, name);
  const found = [...lintDocument(document.value, text, context)];
  if (!found.some(({ severity }) => severity === "error")) found.push(...lintAsStore(document, context));
  const placed = found.map(({ path, ...finding }) => ({ ...finding, position: document.locate(path) }));
  return {
    findings: placed.toSorted(
      (a, b) => a.position.line - b.position.line || a.position.column - b.position.column,
    ),
  };
}

function* lintDocument(value: unknown, text: string, context: LintContext): Generator<PolicyFinding> {
  if (!isObject(value)) {
    yield failure([], "grammar", "a policy must be an object");
    return;
  }
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    yield failure(
      [],
      "too-large",
      `S3 takes ${MAX_POLICY_BYTES.toString()} bytes, these are ${Buffer.byteLength(text).toString()}`,
    );
  }
  yield* unknownFields(value, DOCUMENT_FIELDS, []);
  yield* lintVersion(value["Version"]);
  const statements = value["Statement"];
  const list = Array.isArray(statements) ? statements : [statements];
  if (statements === undefined || list.length === 0)
    yield failure(["Statement"], "grammar", "a policy needs a Statement");
  else {
    for (const [index, statement] of list.entries()) {
      const path = Array.isArray(statements) ? ["Statement", index] : ["Statement"];
      yield* lintStatement(statement, path, context);
    }
    yield* repeatedSids(list);
  }
}

function* lintVersion(version: unknown): Generator<PolicyFinding> {
  if (version === undefined) {
    yield warning(
      ["Version"],
      "version",
      "without a Version the one of 2008 applies: policy variables stay plain text",
      'Add "Version": "2012-10-17"',
    );
  } else if (version === "2008-10-17") {
    yield warning(["Version"], "version", "this version knows no policy variables", 'Use "2012-10-17"');
  } else if (version !== "2012-10-17") {
    yield failure(
      ["Version"],
      "version",
      `${JSON.stringify(version)} is not a version of the policy language`,
      'Use "2012-10-17": it is a version, not today\'s date',
    );
  }
}

function* lintStatement(statement: unknown, path: JsonPath, context: LintContext): Generator<PolicyFinding> {
  if (!isObject(statement)) {
    yield failure(path, "grammar", "a statement must be an object");
    return;
  }
  yield* unknownFields(statement, STATEMENT_FIELDS, path);
  yield* lintEffect(statement["Effect"], path);
  yield* lintPrincipal(statement, path);
  yield* lintActions(statement, path);
  yield* lintResources(statement, path, context.bucket);
  yield* lintConditions(statement["Condition"], [...path, "Condition"]);
  yield* lintMeaning(statement, path, context);
}

function* lintEffect(effect: unknown, path: JsonPath): Generator<PolicyFinding> {
  if (effect === "Allow" || effect === "Deny") return;
  const hint = typeof effect === "string" ? nearest(effect, ["Allow", "Deny"]) : undefined;
  yield failure(
    [...path, "Effect"],
    "effect",
    effect === undefined ? "a statement needs an Effect" : `${JSON.stringify(effect)} is not an effect`,
    hint === undefined ? "Allow or Deny" : `Write ${hint}`,
  );
}

/** What the rules above do not know, the reader that the embedded store uses does. */
function* lintAsStore({ value }: JsonDocument, { bucket }: LintContext): Generator<PolicyFinding> {
  if (bucket === undefined) return;
  try {
    parsePolicy(JSON.stringify(value), bucket);
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    yield failure(["Statement"], "grammar", error.message);
  }
}

function* repeatedSids(statements: readonly unknown[]): Generator<PolicyFinding> {
  const seen = new Set<unknown>();
  for (const [index, statement] of statements.entries()) {
    const sid = isObject(statement) ? statement["Sid"] : undefined;
    if (typeof sid === "string" && sid !== "" && seen.has(sid)) {
      yield failure(["Statement", index, "Sid"], "sid", `another statement has the Sid ${sid}`);
    }
    seen.add(sid);
  }
}

function* unknownFields(
  value: JsonObject,
  known: readonly string[],
  path: JsonPath,
): Generator<PolicyFinding> {
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue;
    const near = nearest(field, known);
    yield failure(
      [...path, field],
      "grammar",
      `unknown field ${field}`,
      near === undefined ? `Fields: ${known.join(", ")}` : `Write ${near}`,
    );
  }
}
