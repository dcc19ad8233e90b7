import type { Finding, JsonPath } from "../document/json-document.js";

/** One thing found in a policy, before it has a place in the text. */
export interface PolicyFinding {
  readonly path: JsonPath;
  readonly severity: Finding["severity"];
  /** Stable name of the rule, for scripts. */
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a store refuses, or what can never apply. */
export function failure(path: JsonPath, rule: string, message: string, hint?: string): PolicyFinding {
  return { path, severity: "error", rule, message, ...(hint === undefined ? {} : { hint }) };
}

/** What a store takes, but that may not be what its author means. */
export function warning(path: JsonPath, rule: string, message: string, hint?: string): PolicyFinding {
  return { path, severity: "warning", rule, message, ...(hint === undefined ? {} : { hint }) };
}

/** A JSON object, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The values of a field that holds one or a list, each with its place; nothing when the field is missing. */
export function entries(
  value: unknown,
  path: JsonPath,
): readonly { readonly value: unknown; readonly place: JsonPath }[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [{ value, place: path }];
  return value.map((item: unknown, index) => ({ value: item, place: [...path, index] }));
}

/** The texts among the values of a field that holds one or a list. */
export function texts(value: unknown): readonly string[] {
  return entries(value, []).flatMap(({ value: item }) => (typeof item === "string" ? [item] : []));
}

/** Does a `Principal` stand for everybody on the network? */
export function isEverybody(principal: unknown): boolean {
  if (principal === "*") return true;
  return isObject(principal) && texts(principal["AWS"]).includes("*");
}
