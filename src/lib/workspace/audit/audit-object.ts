import type { AuditRecord } from "../administration-answers.js";
import { registryChanged } from "../registry/log-entry.js";
import type { RegistryKeys } from "../registry/registry-keys.js";

/** Folder of the audit log below `.s3kit/`. */
export const AUDIT_FOLDER = "audit/";

/** `audit/2026-01-31/120000.123-<id>.ndjson`: by day, in the order of time. */
export function nameOfAudit(at: string, id: string): string {
  return `${AUDIT_FOLDER}${at.slice(0, 10)}/${at.slice(11, 23).replaceAll(":", "")}-${id}.ndjson`;
}

/** The least name that an object begun at that time can have. */
export function leastNameAt(at: string): string {
  return nameOfAudit(at, "").slice(0, -".ndjson".length);
}

/** The time in a name, as far as it says. Objects hold what came up until a little after it. */
export function timeOfName(name: string): string {
  const [, day = "", h = "", m = "", s = ""] =
    /^audit\/([\d-]{10})\/(\d{2})(\d{2})([\d.]{6})-/.exec(name) ?? [];
  return day === "" ? "" : `${day}T${h}:${m}:${s}Z`;
}

/** Records as they are stored: a line of authentication, then a line each. */
export async function encodeAudit(records: readonly AuditRecord[], keys: RegistryKeys): Promise<Buffer> {
  const content = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  const { keyId, mac } = await keys.sign("audit", content);
  return Buffer.concat([
    Buffer.from(`${JSON.stringify({ format: "s3kit.audit.v1", key: keyId, mac })}\n`),
    content,
  ]);
}

/** @throws IntegrityError `RegistryChanged` when somebody else wrote or changed it */
export async function decodeAudit(
  name: string,
  stored: Buffer,
  keys: RegistryKeys,
): Promise<readonly AuditRecord[]> {
  const end = stored.indexOf("\n");
  const head = stored.subarray(0, Math.max(end, 0)).toString();
  const [, keyId = "", mac = ""] = HEAD.exec(head) ?? [];
  const content = stored.subarray(end + 1);
  if (keyId === "" || !(await keys.verify("audit", content, { keyId, mac })))
    throw registryChanged(`${name} was changed, or written with another key ring`);
  const lines = content.toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as AuditRecord);
}

const HEAD = /^\{"format":"s3kit\.audit\.v1","key":"([A-Za-z0-9._-]{1,32})","mac":"([A-Za-z0-9_-]{43})"\}$/;
