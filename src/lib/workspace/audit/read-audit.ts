import { UsageError } from "../../errors/s3kit-error.js";
import type { CallOptions } from "../../s3/call-options.js";
import type { AuditPage, ReadAudit } from "../administration.js";
import type { AuditRecord } from "../administration-answers.js";
import type { ControlBucket } from "../registry/control-bucket.js";
import type { RegistryKeys } from "../registry/registry-keys.js";
import { AUDIT_FOLDER, decodeAudit, leastNameAt, timeOfName } from "./audit-object.js";

const DEFAULT_LIMIT = 1000;
const MOST_LIMIT = 10_000;
/** A gateway collects records for up to this long before it writes them under the time of the first. */
const MOST_COLLECTED_MS = 60_000;

/**
 * Read the audit log, oldest first, a page at a time; a page ends with an object, so it may hold a few more than asked.
 *
 * @throws IntegrityError `RegistryChanged` when an object of it was changed; UsageError for times that are none.
 */
export async function readAuditPage(
  bucket: ControlBucket,
  keys: RegistryKeys,
  request: ReadAudit,
  { signal }: CallOptions = {},
): Promise<AuditPage> {
  const limit = Math.min(Math.max(request.limit ?? DEFAULT_LIMIT, 1), MOST_LIMIT);
  const matches = filterOf(request);
  const until = instantOf(request.until);
  const startAfter = startOf(request);
  const records: AuditRecord[] = [];
  const after = startAfter === undefined ? {} : { startAfter };
  for await (const name of bucket.list(AUDIT_FOLDER, { signal, ...after })) {
    if (until !== undefined && timeOfName(name) > until) break;
    const stored = await bucket.read(name, { signal });
    if (stored === undefined) continue;
    records.push(...(await decodeAudit(name, stored, keys)).filter(matches));
    if (records.length >= limit) return { records, next: name };
  }
  return { records, next: null };
}

function startOf({ next, since }: ReadAudit): string | undefined {
  if (next !== undefined) {
    if (next.startsWith(AUDIT_FOLDER)) return next;
    throw new UsageError("Not where a page of the audit log ended", { code: "InvalidInput" });
  }
  const instant = instantOf(since);
  if (instant === undefined) return undefined;
  return leastNameAt(new Date(Date.parse(instant) - MOST_COLLECTED_MS).toISOString());
}

function filterOf(request: ReadAudit): (record: AuditRecord) => boolean {
  const { by, action, outcome, target } = request;
  const since = instantOf(request.since);
  const until = instantOf(request.until);
  return (record) =>
    (since === undefined || record.at >= since) &&
    (until === undefined || record.at < until) &&
    (by === undefined || record.by === by) &&
    (action === undefined || `${record.action} `.startsWith(action.endsWith(" ") ? action : `${action} `)) &&
    (outcome === undefined || record.outcome === outcome) &&
    (target === undefined || record.target?.startsWith(target) === true);
}

function instantOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new UsageError(`Not an ISO 8601 time: ${text}`, { code: "InvalidTime" });
  return new Date(instant).toISOString();
}
