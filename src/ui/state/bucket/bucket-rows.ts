import type { BucketDescription } from "../../../lib/bucket/describe-bucket.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { formatPublicAccess } from "../../../lib/cli/format-public-access.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import type { DocumentSubject } from "../acts/store-act.js";

/** One setting of a bucket, in words. */
export interface BucketRow {
  readonly label: string;
  readonly value: string;
  readonly tone: "text" | "quiet" | "good" | "warning" | "problem";
  /** What Enter does on it; nothing for what can only be looked at. */
  readonly opens: DocumentSubject["kind"] | "versioning" | "public-access" | undefined;
}

type Setting<Value> =
  | { readonly state: "set"; readonly value: Value }
  | { readonly state: "unset" | "denied" | "unsupported" };

const WORDS = { unset: "none", denied: "may not be seen", unsupported: "not on this store" } as const;

/** A bucket's settings, what can be changed first. */
export function bucketRows(bucket: BucketDescription): readonly BucketRow[] {
  return [
    ...publicRows(bucket),
    document("Policy", "policy", bucket.policyStatements, "statement"),
    document("CORS", "cors", bucket.corsRules, "rule"),
    versioningRow(bucket.versioning),
    document("Lifecycle", "lifecycle", bucket.lifecycleRules, "rule"),
    tagsRow(bucket.tags),
    fact("Encryption", bucket.encryption, (algorithm) => algorithm),
    fact("Ownership", bucket.ownership, (ownership) => ownership),
    fact("Object lock", bucket.objectLock, ({ mode, days, years }) =>
      mode === undefined
        ? "on, without a default"
        : `${mode.toLowerCase()}, ${years === undefined ? formatCount(days ?? 0, "day") : formatCount(years, "year")}`,
    ),
    fact("Region", bucket.region, (region) => region),
    {
      label: "Created",
      value: bucket.createdAt === undefined ? "not known" : formatTime(bucket.createdAt),
      tone: "quiet",
      opens: undefined,
    },
  ];
}

function publicRows({ publicAccess, publicAccessBlock }: BucketDescription): readonly BucketRow[] {
  const [verdict = "", ...reasons] = formatPublicAccess(publicAccess);
  const tone = { public: "problem", private: "good", unknown: "warning" } as const;
  const words = {
    public: "open to the world",
    private: verdict.replace("no: ", "private: ").replace(/^no$/u, "private"),
    unknown: "not known",
  } as const;
  const row = (label: string, value: string, ofTone: BucketRow["tone"]): BucketRow => ({
    label,
    value,
    tone: ofTone,
    opens: "public-access",
  });
  return [
    row("Public access", words[publicAccess.verdict], tone[publicAccess.verdict]),
    ...reasons.map((reason) => row("", reason, "quiet")),
    row("  blocked", blockWords(publicAccessBlock), "quiet"),
  ];
}

function blockWords(block: BucketDescription["publicAccessBlock"]): string {
  if (block.state !== "set") return block.state === "unset" ? "nothing" : WORDS[block.state];
  const on = Object.entries(block.value).filter(([, isOn]) => isOn === true);
  if (on.length === 0) return "nothing";
  return on.length === 4 ? "all of it" : on.map(([name]) => name).join(", ");
}

function document(
  label: string,
  opens: DocumentSubject["kind"],
  setting: Setting<number>,
  noun: string,
): BucketRow {
  if (setting.state !== "set") return { label, value: WORDS[setting.state], tone: "quiet", opens };
  return { label, value: formatCount(setting.value, noun), tone: "text", opens };
}

function versioningRow(setting: Setting<string>): BucketRow {
  const base = { label: "Versioning", opens: "versioning" } as const;
  if (setting.state === "unset")
    return { ...base, value: "off: what is overwritten or deleted is gone", tone: "warning" };
  if (setting.state !== "set") return { ...base, value: WORDS[setting.state], tone: "quiet" };
  if (setting.value === "Enabled") return { ...base, value: "on: old versions are kept", tone: "good" };
  return { ...base, value: "suspended: old versions stay, new ones are not kept", tone: "warning" };
}

function tagsRow(setting: Setting<Readonly<Record<string, string>>>): BucketRow {
  const base = { label: "Tags", opens: "tags" } as const;
  if (setting.state !== "set") return { ...base, value: WORDS[setting.state], tone: "quiet" };
  return {
    ...base,
    value: Object.entries(setting.value)
      .map(([name, value]) => `${name}=${value}`)
      .join("  "),
    tone: "text",
  };
}

function fact<Value>(label: string, setting: Setting<Value>, words: (value: Value) => string): BucketRow {
  const value = setting.state === "set" ? words(setting.value) : WORDS[setting.state];
  return { label, value, tone: setting.state === "set" ? "text" : "quiet", opens: undefined };
}
