import {
  readJsonDocument,
  type Finding,
  type JsonDocument,
  type JsonPath,
} from "../document/json-document.js";
import { UsageError } from "../errors/s3kit-error.js";
import { checkLifecycleRule } from "./check-lifecycle-rule.js";
import type { LifecycleDocument, LifecycleRule } from "./lifecycle-rules.js";

/** Source: S3 User Guide, "Lifecycle configuration elements". */
const MOST_RULES = 1000;

/**
 * Read lifecycle rules from S3's JSON: `{"Rules": […]}`, or the bare list.
 *
 * @param name of the file, for messages
 * @throws UsageError with line and column of the first thing wrong, and how many more there are.
 */
export function readLifecycleDocument(text: string, name: string): LifecycleDocument {
  const document = readJsonDocument(text, name);
  const base: JsonPath = Array.isArray(document.value) ? [] : ["Rules"];
  const rules = Array.isArray(document.value) ? document.value : rulesOf(document.value);
  const findings = [...checkRules(document, rules, base)];
  const [first] = findings;
  if (first !== undefined) throw refusal(name, first, findings.length - 1);
  return { Rules: rules as readonly LifecycleRule[] };
}

function rulesOf(value: unknown): unknown {
  return typeof value === "object" && value !== null
    ? (value as { readonly Rules?: unknown }).Rules
    : undefined;
}

function refusal(name: string, { message, position, hint }: Finding, more: number): UsageError {
  const place = `${name}:${position.line.toString()}:${position.column.toString()}`;
  const rest = more === 0 ? "" : ` (and ${more.toString()} more)`;
  return new UsageError(`${place}: ${message}${rest}`, {
    code: "InvalidLifecycleRule",
    hints: hint === undefined ? [] : [hint],
  });
}

function* checkRules(document: JsonDocument, rules: unknown, base: JsonPath): Generator<Finding> {
  const at = (path: JsonPath, message: string, hint?: string): Finding => ({
    severity: "error",
    message,
    position: document.locate(path),
    ...(hint === undefined ? {} : { hint }),
  });
  if (!Array.isArray(rules)) {
    yield at(base, "Rules must be a list of rules");
    return;
  }
  if (rules.length === 0)
    yield at(
      base,
      "a lifecycle configuration needs a rule",
      "Use `s3kit bucket lifecycle delete` to remove it",
    );
  if (rules.length > MOST_RULES)
    yield at(base, `S3 takes ${MOST_RULES.toString()} rules, these are ${rules.length.toString()}`);
  const seen = new Set<unknown>();
  for (const [index, rule] of rules.entries()) {
    for (const { path, message, hint } of checkLifecycleRule(rule))
      yield at([...base, index, ...path], message, hint);
    const id: unknown = (rule as { readonly ID?: unknown } | null)?.ID;
    if (typeof id === "string" && seen.has(id))
      yield at([...base, index, "ID"], `two rules have the ID ${id}`);
    seen.add(id);
  }
}
