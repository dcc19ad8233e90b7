import type { CorsRule } from "../../../lib/cors/cors-rules.js";
import { scopeOf, type LifecycleRule } from "../../../lib/bucket/lifecycle-rules.js";
import { formatSize } from "../../../lib/cli/format-size.js";

/** What a CORS rule means, in a sentence. */
export function explainCorsRule(rule: CorsRule): string {
  const who = rule.allowedOrigins.includes("*") ? "Any page" : `Pages of ${rule.allowedOrigins.join(", ")}`;
  const headers =
    rule.allowedHeaders.length === 0
      ? ""
      : `, sending ${rule.allowedHeaders.includes("*") ? "any header" : rule.allowedHeaders.join(", ")}`;
  const seen =
    rule.exposeHeaders.length === 0 ? "" : `; they see ${rule.exposeHeaders.join(", ")} of the answer`;
  const cached =
    rule.maxAgeSeconds === undefined ? "" : `; browsers remember that for ${rule.maxAgeSeconds.toString()} s`;
  return `${who} may ${rule.allowedMethods.join(", ")}${headers}${seen}${cached}.`;
}

/** What a lifecycle rule means, in a sentence. */
export function explainLifecycleRule(rule: LifecycleRule): string {
  const { Prefix, Tags = [], ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = scopeOf(rule);
  const scope = [
    Prefix === undefined ? "" : ` below ${Prefix}`,
    Tags.length === 0 ? "" : ` with ${Tags.map(tagWords).join(" and ")}`,
    above === undefined ? "" : ` larger than ${formatSize(above)}`,
    below === undefined ? "" : ` smaller than ${formatSize(below)}`,
  ].join("");
  const objects = scope === "" ? "all objects" : `objects${scope}`;
  const off = rule.Status === "Enabled" ? "" : "Switched off: ";
  const deeds = [...deedsOf(rule)];
  return `${off}${deeds.length === 0 ? "does nothing with" : deeds.join("; ")} (${objects}).`;
}

function* deedsOf(rule: LifecycleRule): Generator<string> {
  const expiration = record(rule["Expiration"]);
  if (expiration["Days"] !== undefined) yield `deletes after ${days(expiration["Days"])}`;
  if (expiration["Date"] !== undefined) yield `deletes from ${word(expiration["Date"])} on`;
  if (expiration["ExpiredObjectDeleteMarker"] === true) yield "removes delete markers that hide nothing";
  const old = record(rule["NoncurrentVersionExpiration"]);
  if (old["NoncurrentDays"] !== undefined) yield `deletes old versions after ${days(old["NoncurrentDays"])}`;
  const uploads = record(rule["AbortIncompleteMultipartUpload"]);
  if (uploads["DaysAfterInitiation"] !== undefined)
    yield `drops unfinished uploads after ${days(uploads["DaysAfterInitiation"])}`;
  for (const move of list(rule["Transitions"])) {
    const when = move["Days"] === undefined ? `from ${word(move["Date"])} on` : `after ${days(move["Days"])}`;
    yield `moves to ${word(move["StorageClass"])} ${when}`;
  }
  for (const move of list(rule["NoncurrentVersionTransitions"]))
    yield `moves old versions to ${word(move["StorageClass"])} after ${days(move["NoncurrentDays"])}`;
}

function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number"
    ? value.toString()
    : JSON.stringify(value ?? "?");
}

function tagWords(tag: unknown): string {
  const { Key, Value } = record(tag);
  return `the tag ${word(Key)}=${word(Value)}`;
}

function days(count: unknown): string {
  return `${word(count)} ${count === 1 ? "day" : "days"}`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record) : [];
}
