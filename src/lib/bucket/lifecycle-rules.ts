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

/**
 * The same rules in one order of rules and fields, one way of writing dates and one of saying what a rule is about, so
 * that two documents compare line by line.
 */
export function comparableRules({ Rules }: LifecycleDocument): LifecycleDocument {
  const rules = Rules.map((rule) => {
    const { Filter: _filter, Prefix: _prefix, ...others } = rule;
    const whole = { ...others, Filter: toFilter(scopeOf(rule)) };
    return sorted(JSON.parse(JSON.stringify(withDates(whole)))) as LifecycleRule;
  });
  return { Rules: rules.toSorted((a, b) => ((a.ID ?? "") < (b.ID ?? "") ? -1 : 1)) };
}

/** Which objects a rule is about: all conditions hold. Empty: all objects. */
export interface LifecycleScope {
  readonly Prefix?: string;
  readonly Tags?: readonly unknown[];
  readonly ObjectSizeGreaterThan?: number;
  readonly ObjectSizeLessThan?: number;
}

/** What a rule is about, whichever of S3's ways it is written in. */
export function scopeOf(rule: LifecycleRule): LifecycleScope {
  const filter = (rule["Filter"] ?? {}) as LifecycleScope & {
    readonly And?: LifecycleScope;
    readonly Tag?: unknown;
  };
  const { And, Tag, ...single } = filter;
  const tags = [...(And?.Tags ?? []), ...(Tag === undefined ? [] : [Tag])];
  const { Prefix, ...others } = { Prefix: rule["Prefix"] as string | undefined, ...single, ...And };
  const named = Prefix === undefined || Prefix === "" ? {} : { Prefix };
  return { ...named, ...others, ...(tags.length === 0 ? {} : { Tags: tags }) };
}

function toFilter(scope: LifecycleScope): object {
  const { Tags = [], ...others } = scope;
  const count = Tags.length + Object.keys(others).length;
  if (count > 1) return { And: scope };
  return Tags.length === 1 ? { Tag: Tags[0] } : others;
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
