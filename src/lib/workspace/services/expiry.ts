import { UsageError } from "../../errors/s3kit-error.js";

/** An instant to come, as ISO 8601 text in UTC. @throws UsageError when it is none, or is over */
export function parseExpiry(text: string, now: Date): string {
  const instant = Date.parse(text);
  if (Number.isNaN(instant) || !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    throw new UsageError(`Not an ISO 8601 time: ${text}`, { code: "InvalidTime" });
  }
  if (instant <= now.getTime()) {
    throw new UsageError(`The end ${text} is over already`, {
      code: "ExpiryInPast",
      hints: ["Name a time to come, or revoke it"],
    });
  }
  return new Date(instant).toISOString();
}

export function hasExpired({ expiresAt }: { readonly expiresAt?: string | undefined }, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}
