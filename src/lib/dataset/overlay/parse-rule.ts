import { UsageError } from "../../errors/s3kit-error.js";
import { escapeRegExp } from "./escape-reg-exp.js";
import { JsonNumber, pythonFloat, type JsonValue } from "../format/python-json.js";

/** What a rule finds in a text. */
export interface ParseRule {
  /** Names of its fields, sorted. */
  readonly names: readonly string[];
  /** Values in the order of `names`; undefined: the text does not match. */
  parse(text: string): readonly JsonValue[] | undefined;
}

interface FieldType {
  readonly pattern: string;
  readonly convert: (text: string) => JsonValue;
}

const asText = (text: string): JsonValue => text;

/** The types of the Python package `parse` that say something about names of files. */
const TYPES: Readonly<Record<string, FieldType>> = {
  "": { pattern: ".+?", convert: asText },
  d: {
    pattern: "[-+ ]?\\d+",
    convert: (text) => new JsonNumber(BigInt(text.trim().replace(/^\+/, "")).toString()),
  },
  f: { pattern: "[-+ ]?\\d*\\.\\d+", convert: (text) => new JsonNumber(pythonFloat(Number(text))) },
  g: {
    pattern: "[-+ ]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?",
    convert: (text) => (/^[-+ ]?\d+$/.test(text) ? Number(text) : new JsonNumber(pythonFloat(Number(text)))),
  },
  w: { pattern: "\\w+", convert: asText },
  W: { pattern: "\\W+", convert: asText },
  l: { pattern: "[A-Za-z]+", convert: asText },
  D: { pattern: "\\D+", convert: asText },
  S: { pattern: "\\S+", convert: asText },
};

/**
 * Compile a rule of the Python package `parse`: text with `{name}`, `{name:d}` or `{}`, the last for what is of no
 * interest; `{{` and `}}` stand for braces. Case does not matter, as there.
 *
 * @throws UsageError `InvalidRule`
 * @see https://pypi.org/project/parse/
 */
export function compileParseRule(rule: string): ParseRule {
  const fields: { readonly name: string; readonly type: FieldType; readonly group: string }[] = [];
  let source = "";
  for (const [token, name, type = ""] of rule.matchAll(TOKENS)) {
    if (name === undefined) source += escapeRegExp(token === "{{" || token === "}}" ? token.slice(1) : token);
    else {
      const known = TYPES[type];
      if (known === undefined) throw invalid(rule, `its type ${JSON.stringify(type)} is not known`);
      const group = `field${fields.length.toString()}`;
      if (name !== "") fields.push({ name, type: known, group });
      source += name === "" ? `(?:${known.pattern})` : `(?<${group}>${known.pattern})`;
    }
  }
  const names = fields.map(({ name }) => name);
  if (names.length === 0) throw invalid(rule, "it has no field with a name, such as {sample}");
  if (new Set(names).size < names.length) throw invalid(rule, "two of its fields have one name");
  const pattern = new RegExp(`^${source}$`, "is");
  const sorted = fields.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    names: sorted.map(({ name }) => name),
    parse: (text) => {
      const groups = pattern.exec(text)?.groups;
      return groups === undefined
        ? undefined
        : sorted.map(({ type, group }) => type.convert(groups[group] ?? ""));
    },
  };
}

/** A doubled brace, a field, or any other character. */
const TOKENS = /\{\{|\}\}|\{([\w]*)(?::([^{}]*))?\}|[^]/g;

function invalid(rule: string, why: string): UsageError {
  return new UsageError(`${JSON.stringify(rule)} is no rule for relpaths: ${why}`, { code: "InvalidRule" });
}
