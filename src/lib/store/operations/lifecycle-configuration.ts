import { randomUUID } from "node:crypto";
import { S3Error } from "../../wire/s3-error.js";
import { malformedXml, parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import { optionalChild, childrenOf, optionalText, requiredWord } from "../../wire/xml/read-element.js";

const MAX_RULES = 1000;
const MAX_ID_LENGTH = 255;

const ACTIONS = [
  "Expiration",
  "Transition",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionTransition",
  "AbortIncompleteMultipartUpload",
];

/** Check a `<LifecycleConfiguration>`. It is kept for its readers; this store removes nothing by itself. */
export function checkLifecycleConfiguration(text: string): void {
  const document = parseXml(text, "LifecycleConfiguration");
  const rules = childrenOf(document, "Rule");
  if (rules.length === 0 || rules.length > MAX_RULES) {
    throw malformedXml(`there must be 1 to ${MAX_RULES.toString()} rules`);
  }
  for (const rule of rules) checkRule(rule);
  const ids = rules.map((rule) => optionalText(rule, "ID") ?? "").filter((id) => id !== "");
  if (new Set(ids).size < ids.length) {
    throw new S3Error("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
  }
}

/** The document with an ID in every rule: S3 makes one where none was sent. */
export function withRuleIds(text: string): string {
  const rules = childrenOf(parseXml(text, "LifecycleConfiguration"), "Rule");
  if (rules.every((rule) => hasId(rule))) return text;
  const Rule = rules.map((rule) => {
    const ID = hasId(rule) ? optionalText(rule, "ID") : randomUUID();
    return { ...contentOf(rule), ID };
  });
  return renderXml("LifecycleConfiguration", { Rule });
}

function hasId(rule: XmlElement): boolean {
  return (optionalText(rule, "ID") ?? "") !== "";
}

function contentOf({ children }: XmlElement): Record<string, XmlContent> {
  const byName = Map.groupBy(children, ({ name }) => name);
  const contents = [...byName].map(([name, elements]) => [
    name,
    elements.map((element) => (element.children.length === 0 ? element.text : contentOf(element))),
  ]);
  return Object.fromEntries(contents) as Record<string, XmlContent>;
}

function checkRule(rule: XmlElement): void {
  requiredWord(rule, "Status", ["Enabled", "Disabled"]);
  if ((optionalText(rule, "ID") ?? "").length > MAX_ID_LENGTH) {
    throw new S3Error("InvalidArgument", "ID length should not exceed allowed limit of 255");
  }
  const hasFilter = optionalChild(rule, "Filter") !== undefined;
  const hasPrefix = optionalChild(rule, "Prefix") !== undefined;
  if (hasFilter === hasPrefix) throw malformedXml("a Rule has either Filter or Prefix");
  const actions = rule.children.filter(({ name }) => ACTIONS.includes(name));
  if (actions.length === 0) {
    throw new S3Error("InvalidRequest", "At least one action needs to be specified in a rule");
  }
  for (const action of actions) checkNumbers(action);
}

function checkNumbers(action: XmlElement): void {
  for (const name of ["Days", "NoncurrentDays", "DaysAfterInitiation"]) {
    const text = optionalText(action, name);
    const least = action.name.endsWith("Transition") ? 0 : 1;
    if (text !== undefined && !(/^\d{1,9}$/.test(text.trim()) && Number(text) >= least)) {
      throw new S3Error("InvalidArgument", `'${name}' for ${action.name} action must be a positive integer`);
    }
  }
  const date = optionalText(action, "Date");
  if (date !== undefined && !/^\d{4}-\d{2}-\d{2}(T00:00:00(\.0+)?(Z|\+00:00)?)?$/.test(date.trim())) {
    throw new S3Error("InvalidArgument", "'Date' must be at midnight GMT");
  }
}
