import type { Headers } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { malformedXml, parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import type { BucketRecord, ObjectAttributes, ObjectVersion, StoreEngine } from "../engine.js";
import { invalidArgument } from "./request-parts.js";
import { optionalChild, optionalText, requiredWord } from "../../wire/xml/read-element.js";

export type Retention = NonNullable<ObjectAttributes["retention"]>;

/** Modes of a retention. Source: S3 API Reference, ObjectLockRetention. */
export const LOCK_MODES = ["GOVERNANCE", "COMPLIANCE"] as const;

const DAY_MS = 86_400_000;

/** A bucket has object lock since it was made, or since it was configured. */
export function lockIsEnabled(engine: StoreEngine, bucket: BucketRecord): boolean {
  return bucket.objectLock || engine.getDocument(bucket.name, "object-lock") !== undefined;
}

/** @throws {@link S3Error} InvalidRequest for a bucket without object lock. */
export function requireLockEnabled(engine: StoreEngine, bucket: BucketRecord): void {
  if (lockIsEnabled(engine, bucket)) return;
  throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
}

/**
 * Refuse to remove a version that a legal hold or a retention period protects. GOVERNANCE gives way to a caller that
 * asks to bypass it; COMPLIANCE to nobody.
 *
 * @throws {@link S3Error} AccessDenied
 */
export function requireUnlocked(
  version: ObjectVersion | undefined,
  now: Date,
  bypassGovernance: boolean,
): void {
  if (version === undefined || version.isDeleteMarker) return;
  const { retention, legalHold } = version.attributes;
  if (legalHold === true) throw locked();
  if (retention !== undefined && isBinding(retention, now, bypassGovernance)) throw locked();
}

/**
 * Refuse to shorten or weaken a retention that still binds.
 *
 * @throws {@link S3Error} AccessDenied
 */
export function requireRetentionChange(
  before: Retention | undefined,
  after: Retention | undefined,
  now: Date,
  bypassGovernance: boolean,
): void {
  if (before === undefined || !isBinding(before, now, bypassGovernance)) return;
  const isStricter = after !== undefined && after.mode === before.mode && after.until >= before.until;
  if (!isStricter) throw locked();
}

/**
 * The lock that a new object gets: by its own headers, else by the bucket's default retention.
 *
 * @throws {@link S3Error} InvalidRequest, InvalidArgument
 */
export function lockOfNewObject(
  headers: Headers,
  engine: StoreEngine,
  bucket: BucketRecord,
  now: Date,
): Pick<ObjectAttributes, "retention" | "legalHold"> {
  const retention = retentionFromHeaders(headers, now);
  const legalHold = legalHoldFromHeaders(headers);
  if (retention !== undefined || legalHold !== undefined) requireLockEnabled(engine, bucket);
  const isVersioned = bucket.versioning === "Enabled"; // a lock needs it, and most buckets are spared the look-up
  const document = isVersioned ? engine.getDocument(bucket.name, "object-lock") : undefined;
  const effective = retention ?? defaultRetention(document, now);
  return {
    ...(effective === undefined ? {} : { retention: effective }),
    ...(legalHold === undefined ? {} : { legalHold }),
  };
}

/** The date until which a retention binds: ISO 8601, in the future. */
export function retainUntil(text: string, now: Date): Date {
  const until = new Date(text.trim());
  if (Number.isNaN(until.getTime()))
    throw invalidArgument("The retain until date is no date", "RetainUntilDate", text);
  if (until <= now)
    throw invalidArgument("The retain until date must be in the future!", "RetainUntilDate", text);
  return until;
}

/** Check an `<ObjectLockConfiguration>`. */
export function checkLockConfiguration(document: XmlElement): void {
  requiredWord(document, "ObjectLockEnabled", ["Enabled"]);
  const rule = optionalChild(document, "Rule");
  if (rule !== undefined) readDefaultRetention(rule);
}

function isBinding({ mode, until }: Retention, now: Date, bypassGovernance: boolean): boolean {
  return until > now && (mode === "COMPLIANCE" || !bypassGovernance);
}

function retentionFromHeaders(headers: Headers, now: Date): Retention | undefined {
  const mode = headers["x-amz-object-lock-mode"];
  const until = headers["x-amz-object-lock-retain-until-date"];
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) {
    throw new S3Error(
      "InvalidArgument",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  }
  const known = LOCK_MODES.find((candidate) => candidate === mode);
  if (known === undefined)
    throw invalidArgument("Unknown wormMode directive.", "x-amz-object-lock-mode", mode);
  return { mode: known, until: retainUntil(until, now) };
}

function legalHoldFromHeaders(headers: Headers): boolean | undefined {
  const hold = headers["x-amz-object-lock-legal-hold"];
  if (hold === undefined) return undefined;
  if (hold === "ON" || hold === "OFF") return hold === "ON";
  throw invalidArgument("Legal hold must be either of 'ON' or 'OFF'", "x-amz-object-lock-legal-hold", hold);
}

function defaultRetention(document: string | undefined, now: Date): Retention | undefined {
  if (document === undefined) return undefined;
  const rule = optionalChild(parseXml(document, "ObjectLockConfiguration"), "Rule");
  if (rule === undefined) return undefined;
  const { mode, days } = readDefaultRetention(rule);
  return { mode, until: new Date(now.getTime() + days * DAY_MS) };
}

function readDefaultRetention(rule: XmlElement): { readonly mode: Retention["mode"]; readonly days: number } {
  const retention = optionalChild(rule, "DefaultRetention");
  if (retention === undefined) throw malformedXml("Rule has no DefaultRetention");
  const mode = requiredWord(retention, "Mode", LOCK_MODES);
  const days = optionalText(retention, "Days");
  const years = optionalText(retention, "Years");
  if ((days === undefined) === (years === undefined))
    throw malformedXml("there must be either Days or Years");
  const count = Number(days ?? years);
  if (!Number.isInteger(count) || count < 1 || count > 36_500) {
    throw new S3Error("InvalidArgument", "Default retention period must be a positive integer value");
  }
  return { mode, days: days === undefined ? count * 365 : count };
}

function locked(): S3Error {
  return new S3Error("AccessDenied", "Access Denied because object protected by object lock.");
}
