import type { LifecycleRule as SdkRule } from "@aws-sdk/client-s3";

/**
 * A lifecycle rule in S3's own JSON (`aws s3api put-bucket-lifecycle-configuration`), so that files work with both.
 * Dates are ISO 8601 texts. Source: S3 API Reference, LifecycleRule.
 */
export interface LifecycleRule {
  readonly ID?: string;
  readonly Status: "Enabled" | "Disabled";
  readonly [field: string]: unknown;
}

export interface LifecycleDocument {
  readonly Rules: readonly LifecycleRule[];
}

/** Rules as the SDK gives them, in the shape of a document: dates as texts, fields in one order. */
export function fromSdkRules(rules: readonly SdkRule[]): LifecycleDocument {
  return { Rules: rules.map((rule) => sorted(JSON.parse(JSON.stringify(rule))) as LifecycleRule) };
}

/** Rules as the SDK takes them: with real dates. */
export function toSdkRules({ Rules }: LifecycleDocument): SdkRule[] {
  return Rules.map((rule) => withDates(rule) as SdkRule);
}

/** The same rules in one order of rules, fields and date formats, so that two documents compare line by line. */
export function comparableRules({ Rules }: LifecycleDocument): LifecycleDocument {
  const rules = Rules.map((rule) => sorted(JSON.parse(JSON.stringify(withDates(rule)))) as LifecycleRule);
  return { Rules: rules.toSorted((a, b) => ((a.ID ?? "") < (b.ID ?? "") ? -1 : 1)) };
}

const FIRST_FIELDS = ["ID", "Status", "Filter", "Prefix"];

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const rank = (name: string) =>
    FIRST_FIELDS.includes(name) ? FIRST_FIELDS.indexOf(name) : FIRST_FIELDS.length;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const ordered = entries.toSorted(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(ordered.map(([name, entry]) => [name, sorted(entry)]));
}

function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, entry]) => [
    name,
    name === "Date" && typeof entry === "string" ? new Date(entry) : withDates(entry),
  ]);
  return Object.fromEntries(entries);
}
