import { assertFaultless, faultsOf, type FaultAt } from "../document/document-faults.js";
import { readJsonDocument, type Finding, type JsonPath } from "../document/json-document.js";
import { CORS_METHODS, type CorsRule } from "./cors-rules.js";

const MOST_RULES = 100;
const RULE_FIELDS = [
  "ID",
  "AllowedOrigins",
  "AllowedMethods",
  "AllowedHeaders",
  "ExposeHeaders",
  "MaxAgeSeconds",
];

/**
 * Read rules from S3's JSON: `{"CORSRules": […]}`, or the bare list.
 *
 * @param name of the file, for messages
 * @throws UsageError with line and column of the first thing wrong, and how many more there are.
 */
export function readCorsDocument(text: string, name: string): readonly CorsRule[] {
  const document = readJsonDocument(text, name);
  const base: JsonPath = Array.isArray(document.value) ? [] : ["CORSRules"];
  const rules = Array.isArray(document.value) ? document.value : field(document.value, "CORSRules");
  assertFaultless(checkRules(rules, base, faultsOf(document)), name, "InvalidCorsRule");
  return (rules as readonly Record<string, unknown>[]).map(toRule);
}

function* checkRules(rules: unknown, base: JsonPath, at: FaultAt): Generator<Finding> {
  if (!Array.isArray(rules)) {
    yield at(base, "CORSRules must be a list of rules");
    return;
  }
  if (rules.length === 0)
    yield at(base, "a CORS configuration needs a rule", "Use `s3kit cors delete` to remove it");
  if (rules.length > MOST_RULES)
    yield at(base, `S3 takes ${MOST_RULES.toString()} rules, these are ${rules.length.toString()}`);
  for (const [index, rule] of rules.entries()) yield* checkRule(rule, [...base, index], at);
}

function* checkRule(rule: unknown, path: JsonPath, at: FaultAt): Generator<Finding> {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) {
    yield at(path, "a rule must be an object");
    return;
  }
  for (const name of Object.keys(rule)) {
    if (!RULE_FIELDS.includes(name))
      yield at([...path, name], `unknown field ${name}`, `Fields: ${RULE_FIELDS.join(", ")}`);
  }
  yield* checkList(rule, "AllowedOrigins", path, at, checkOrigin);
  yield* checkList(rule, "AllowedMethods", path, at, checkMethod);
  if ("AllowedHeaders" in rule) yield* checkList(rule, "AllowedHeaders", path, at, checkHeader);
  if ("ExposeHeaders" in rule) yield* checkList(rule, "ExposeHeaders", path, at, checkExposed);
  const age = field(rule, "MaxAgeSeconds");
  if (age !== undefined && (!Number.isInteger(age) || Number(age) < 0)) {
    yield at([...path, "MaxAgeSeconds"], "MaxAgeSeconds must be a whole number of seconds");
  }
}

type Problem = readonly [message: string, hint?: string] | undefined;

function* checkList(
  rule: object,
  name: string,
  path: JsonPath,
  at: FaultAt,
  check: (text: string) => Problem,
): Generator<Finding> {
  const list = field(rule, name);
  const required = name === "AllowedOrigins" || name === "AllowedMethods";
  if (!Array.isArray(list) || (required && list.length === 0)) {
    yield at([...path, name], `${name} must be a list${required ? " with at least one entry" : ""}`);
    return;
  }
  for (const [index, entry] of list.entries()) {
    const problem: Problem = typeof entry === "string" ? check(entry) : [`${name} must hold texts`];
    if (problem !== undefined) yield at([...path, name, index], ...problem);
  }
}

function checkOrigin(origin: string): Problem {
  if (stars(origin) > 1) return [`the origin ${origin} has more than one *`];
  if (origin !== "*" && !origin.includes("://") && !origin.startsWith("*")) {
    return [`the origin ${origin} has no scheme`, `Write it as https://${origin}`];
  }
  return /^[a-z+]+:\/\/[^/]*\/.*$/i.test(origin) ? [`the origin ${origin} must not have a path`] : undefined;
}

function checkMethod(method: string): Problem {
  if ((CORS_METHODS as readonly string[]).includes(method)) return undefined;
  const upper = method.toUpperCase();
  const known = (CORS_METHODS as readonly string[]).includes(upper);
  return [
    `${method} is not a method that S3 allows`,
    known ? `Write it as ${upper}` : `Methods: ${CORS_METHODS.join(", ")}`,
  ];
}

function checkHeader(header: string): Problem {
  return stars(header) > 1 ? [`the header ${header} has more than one *`] : undefined;
}

function checkExposed(header: string): Problem {
  return header.includes("*") ? [`S3 takes no * in ExposeHeaders: ${header}`, "Name each header"] : undefined;
}

function stars(text: string): number {
  return text.split("*").length - 1;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function toRule(rule: Record<string, unknown>): CorsRule {
  return {
    id: rule["ID"] as string | undefined,
    allowedOrigins: rule["AllowedOrigins"] as string[],
    allowedMethods: rule["AllowedMethods"] as string[],
    allowedHeaders: (rule["AllowedHeaders"] ?? []) as string[],
    exposeHeaders: (rule["ExposeHeaders"] ?? []) as string[],
    maxAgeSeconds: rule["MaxAgeSeconds"] as number | undefined,
  };
}
