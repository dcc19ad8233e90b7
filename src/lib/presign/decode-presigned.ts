import { UsageError } from "../errors/s3kit-error.js";
import type { PostCondition } from "./presign-form.js";

/** What a presigned URL lets its holder do. */
export interface DecodedUrl {
  readonly kind: "url";
  readonly signature: "SigV4" | "SigV2";
  readonly host: string;
  /** The path as it stands: bucket and key in path style, the key alone in virtual-host style. */
  readonly path: string;
  readonly accessKeyId: string;
  /** SigV4 only. */
  readonly region: string | undefined;
  readonly hasSessionToken: boolean;
  readonly signedAt: Date | undefined;
  readonly expiresAt: Date;
  /** Below zero: it expired that long ago. */
  readonly secondsLeft: number;
  /** Headers that must be sent, `host` apart. */
  readonly requiredHeaders: readonly string[];
  /** Parameters that are not part of the signature's own: versionId, response-…, partNumber… */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a form with this policy may upload. */
export interface DecodedForm {
  readonly kind: "form";
  readonly conditions: readonly PostCondition[];
  /** One sentence for each condition. */
  readonly meanings: readonly string[];
  readonly accessKeyId: string | undefined;
  readonly expiresAt: Date;
  readonly secondsLeft: number;
}

/**
 * Read what somebody pasted: a presigned URL, a Base64 POST policy, or a whole form (its JSON or HTML).
 * Checks no signature: only the store has the secret.
 *
 * @throws UsageError when it is none of them.
 */
export function decodePresigned(text: string, now: Date): DecodedUrl | DecodedForm {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) return decodeUrl(trimmed, now);
  const form = policyOfForm(trimmed);
  return decodeForm(form.policy, form.credential, now);
}

function decodeUrl(text: string, now: Date): DecodedUrl {
  const url = new URL(text);
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const common = {
    kind: "url" as const,
    host: url.host,
    path: decodeURIComponent(url.pathname),
    parameters: ownParameters(url),
  };
  const credential = query.get("x-amz-credential");
  if (credential !== undefined) {
    const [accessKeyId = "", , region] = credential.split("/");
    const signedAt = parseAmzDate(query.get("x-amz-date") ?? "");
    const expiresAt = new Date(signedAt.getTime() + Number(query.get("x-amz-expires")) * 1000);
    if (Number.isNaN(expiresAt.getTime())) throw notPresigned("its date or expiry cannot be read");
    const signed = (query.get("x-amz-signedheaders") ?? "")
      .split(";")
      .filter((name) => name !== "host" && name !== "");
    return {
      ...common,
      signature: "SigV4",
      accessKeyId,
      region,
      hasSessionToken: query.has("x-amz-security-token"),
      signedAt,
      expiresAt,
      secondsLeft: secondsUntil(expiresAt, now),
      requiredHeaders: signed,
    };
  }
  const accessKeyId = query.get("awsaccesskeyid");
  if (accessKeyId === undefined || !query.has("signature")) throw notPresigned("it has no signature");
  const expiresAt = new Date(Number(query.get("expires")) * 1000);
  if (Number.isNaN(expiresAt.getTime())) throw notPresigned("its expiry cannot be read");
  return {
    ...common,
    signature: "SigV2",
    accessKeyId,
    region: undefined,
    hasSessionToken: query.has("x-amz-security-token"),
    signedAt: undefined,
    expiresAt,
    secondsLeft: secondsUntil(expiresAt, now),
    requiredHeaders: [],
  };
}

const SIGNATURE_PARAMETERS =
  /^(x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)|awsaccesskeyid|signature|expires)$/i;

function ownParameters(url: URL): Record<string, string> {
  return Object.fromEntries([...url.searchParams].filter(([name]) => !SIGNATURE_PARAMETERS.test(name)));
}

/** `20260131T120000Z` */
function parseAmzDate(text: string): Date {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) throw notPresigned("its date cannot be read");
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

interface FormPolicy {
  readonly policy: string;
  readonly credential: string | undefined;
}

function policyOfForm(text: string): FormPolicy {
  if (text.startsWith("{")) return fieldsOfJson(text);
  if (text.startsWith("<")) return fieldsOfHtml(text);
  return { policy: text, credential: undefined };
}

/** `presign post --json`, boto3's answer, or the bare fields. */
function fieldsOfJson(text: string): FormPolicy {
  const parsed = parseJson(text);
  const fields = record(record(parsed)["fields"] ?? parsed);
  return {
    policy: textField(fields, "policy"),
    credential: credentialOf((name) => find(fields, name)),
  };
}

function fieldsOfHtml(text: string): FormPolicy {
  const fields: Record<string, unknown> = {};
  for (const [input] of text.matchAll(/<input\b[^>]*>/gi)) {
    const name = /\bname="([^"]*)"/i.exec(input)?.[1];
    const value = /\bvalue="([^"]*)"/i.exec(input)?.[1];
    if (name !== undefined && value !== undefined) fields[name] = value;
  }
  return {
    policy: textField(fields, "policy"),
    credential: credentialOf((name) => find(fields, name)),
  };
}

function credentialOf(field: (name: string) => unknown): string | undefined {
  const credential = field("x-amz-credential") ?? field("AWSAccessKeyId");
  return typeof credential === "string" ? credential.split("/")[0] : undefined;
}

function decodeForm(policy: string, accessKeyId: string | undefined, now: Date): DecodedForm {
  const document = record(parseJson(Buffer.from(policy, "base64").toString("utf8")));
  const expiresAt = new Date(String(document["expiration"]));
  const conditions = document["conditions"];
  if (Number.isNaN(expiresAt.getTime()) || !Array.isArray(conditions))
    throw notPresigned("it has no expiration and conditions");
  const known = conditions as readonly PostCondition[];
  return {
    kind: "form",
    conditions: known,
    meanings: known.flatMap((condition) => meaningsOf(condition)),
    accessKeyId: accessKeyId ?? credentialIn(known),
    expiresAt,
    secondsLeft: secondsUntil(expiresAt, now),
  };
}

function credentialIn(conditions: readonly PostCondition[]): string | undefined {
  for (const condition of conditions) {
    if (!Array.isArray(condition)) {
      const value = find(condition as Readonly<Record<string, unknown>>, "x-amz-credential");
      if (typeof value === "string") return value.split("/")[0];
    }
  }
  return undefined;
}

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

function find(fields: Readonly<Record<string, unknown>>, wanted: string): unknown {
  return Object.entries(fields).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
}

function textField(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = find(fields, name);
  if (typeof value !== "string") throw notPresigned(`it has no field ${name}`);
  return value;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw notPresigned("it is no object");
  return value as Readonly<Record<string, unknown>>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError("Neither a presigned URL nor a POST policy", { code: "NotPresigned", cause: error });
  }
}

function notPresigned(why: string): UsageError {
  return new UsageError(`Not a presigned URL or POST policy: ${why}`, {
    code: "NotPresigned",
    hints: ["Give a presigned URL, a Base64 policy, or a form as JSON or HTML"],
  });
}

function secondsUntil(moment: Date, now: Date): number {
  return Math.round((moment.getTime() - now.getTime()) / 1000);
}
