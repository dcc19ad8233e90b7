import { assertFaultless, faultsOf, type FaultAt } from "../document/document-faults.js";
import { readJsonDocument, type Finding, type JsonPath } from "../document/json-document.js";
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
  assertFaultless(checkRules(rules, base, faultsOf(document)), name, "InvalidLifecycleRule");
  return { Rules: rules as readonly LifecycleRule[] };
}

function rulesOf(value: unknown): unknown {
  return typeof value === "object" && value !== null
    ? (value as { readonly Rules?: unknown }).Rules
    : undefined;
}

function* checkRules(rules: unknown, base: JsonPath, at: FaultAt): Generator<Finding> {
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
