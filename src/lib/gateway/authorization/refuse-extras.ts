import type { S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";

/**
 * Refuse what a write may set besides content, and a grant on a prefix does not give: ACLs, with which a writer could share
 * past the registry, and locks, which outlast his own rights.
 *
 * @throws S3Error AccessDenied
 */
export function refuseExtras({ headers, formFields }: S3Request): void {
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) refuse(name, value);
  }
  for (const [name, value] of formFields ?? []) refuse(name === "acl" ? "x-amz-acl" : name, value);
}

/** Canned ACLs that give nobody more than he has. */
const HARMLESS_ACLS: ReadonlySet<string> = new Set([
  "",
  "private",
  "bucket-owner-read",
  "bucket-owner-full-control",
]);

function refuse(name: string, value: string): void {
  if (name === "x-amz-acl" && !HARMLESS_ACLS.has(value)) throw denied("ACLs are");
  if (name.startsWith("x-amz-grant-")) throw denied("ACLs are");
  if (name.startsWith("x-amz-object-lock-")) throw denied("Locks are");
  if (name === "x-amz-bypass-governance-retention") throw denied("Passing over locks is");
}

function denied(what: string): S3Error {
  return new S3Error("AccessDenied", `Access Denied. ${what} for administrators of the gateway.`);
}
