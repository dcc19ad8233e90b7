import { notPresigned, secondsUntil } from "./not-presigned.js";
import type { PostCondition } from "./presign-form.js";

/** What a form with this policy may upload. */
export interface DecodedForm {
  readonly kind: "form";
  /** Where the form goes; undefined for a bare policy. */
  readonly url: string | undefined;
  readonly conditions: readonly PostCondition[];
  /** One sentence for each condition. */
  readonly meanings: readonly string[];
  readonly accessKeyId: string | undefined;
  /** What the signature is good for, `DAY/REGION/SERVICE`. */
  readonly scope: string | undefined;
  readonly expiresAt: Date;
  /** Below zero: it expired that long ago. */
  readonly secondsLeft: number;
}

/**
 * Read a POST policy: its Base64, or a form around it as JSON (ours, boto3's, or the bare fields) or HTML.
 *
 * @throws UsageError `NotPresigned` when there is no policy in it.
 */
export function decodeForm(text: string, now: Date): DecodedForm {
  const { policy, url, credential } = formOf(text);
  const document = record(parseJson(Buffer.from(policy, "base64").toString("utf8")));
  const expiresAt = new Date(String(document["expiration"]));
  const conditions = document["conditions"];
  if (Number.isNaN(expiresAt.getTime()) || !Array.isArray(conditions))
    throw notPresigned("it has no expiration and conditions");
  const known = conditions as readonly PostCondition[];
  const parts = (credential ?? credentialIn(known))?.split("/");
  return {
    kind: "form",
    url,
    conditions: known,
    meanings: known.flatMap((condition) => meaningsOf(condition)),
    accessKeyId: parts !== undefined && parts.length >= 5 ? parts.slice(0, -4).join("/") : parts?.join("/"),
    scope: parts !== undefined && parts.length >= 5 ? parts.slice(-4, -1).join("/") : undefined,
    expiresAt,
    secondsLeft: secondsUntil(expiresAt, now),
  };
}

interface Form {
  readonly policy: string;
  readonly url: string | undefined;
  readonly credential: string | undefined;
}

function formOf(text: string): Form {
  if (text.startsWith("{")) return formOfJson(text);
  if (text.startsWith("<")) return formOfHtml(text);
  return { policy: text, url: undefined, credential: undefined };
}

function formOfJson(text: string): Form {
  const parsed = record(parseJson(text));
  const { url } = parsed;
  return toForm(record(parsed["fields"] ?? parsed), typeof url === "string" ? url : undefined);
}

function formOfHtml(text: string): Form {
  const fields: Record<string, unknown> = {};
  for (const [input] of text.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, "name");
    const value = attribute(input, "value");
    if (name !== undefined && value !== undefined) fields[name] = value;
  }
  return toForm(fields, attribute(/<form\b[^>]*>/i.exec(text)?.[0] ?? "", "action"));
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value
    ?.replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function toForm(fields: Readonly<Record<string, unknown>>, url: string | undefined): Form {
  const policy = find(fields, "policy");
  if (typeof policy !== "string") throw notPresigned("it has no field policy");
  const credential = find(fields, "x-amz-credential") ?? find(fields, "AWSAccessKeyId");
  return { policy, url, credential: typeof credential === "string" ? credential : undefined };
}

function credentialIn(conditions: readonly PostCondition[]): string | undefined {
  for (const condition of conditions) {
    if (Array.isArray(condition)) continue;
    const value = find(record(condition), "x-amz-credential");
    if (typeof value === "string") return value;
  }
  return undefined;
}

/** Source: S3 API Reference, "Creating a POST policy", conditions and their matching. */
function meaningsOf(condition: PostCondition): readonly string[] {
  if (!Array.isArray(condition))
    return Object.entries(condition).map(([name, value]) => `${name} must be ${String(value)}`);
  const [kind, first, second] = condition as readonly unknown[];
  if (kind === "content-length-range")
    return [`the file must have ${String(first)} to ${String(second)} bytes`];
  const field = String(first).replace(/^\$/, "");
  if (kind === "starts-with")
    return [second === "" ? `${field} may be anything` : `${field} must begin with ${String(second)}`];
  return [`${field} must be ${String(second)}`];
}

/** Forms spell the names of fields in any case. */
function find(fields: Readonly<Record<string, unknown>>, wanted: string): unknown {
  return Object.entries(fields).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw notPresigned("it is no object");
  return value as Readonly<Record<string, unknown>>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw notPresigned("no JSON is in it", error);
  }
}
