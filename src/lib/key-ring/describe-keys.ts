import { hkdfSync } from "node:crypto";
import type { RingDocument, RingEntry } from "./ring-document.js";

/** A key as people may see it. */
export interface KeyDescription {
  readonly id: string;
  /** `primary`: new objects are encrypted with it; `active`: it opens; `retired`: it does nothing. */
  readonly state: "primary" | "active" | "retired";
  readonly provider: "local" | "aws-kms";
  /** Eight digits that follow from the key and do not lead back to it: the same key shows the same ones in any ring. */
  readonly fingerprint: string;
  readonly createdAt: string | undefined;
  readonly retiredAt: string | undefined;
  /** The key's name in AWS KMS. */
  readonly kmsKeyId: string | undefined;
}

/** The keys of a ring without their secrets, in its order. */
export function describeKeys(ring: RingDocument): readonly KeyDescription[] {
  return Object.entries(ring.keys).map(([id, entry]) => ({
    id,
    state: stateOf(ring, id, entry),
    provider: entry.type,
    fingerprint: fingerprintOf(entry),
    createdAt: entry.createdAt,
    retiredAt: entry.retiredAt,
    kmsKeyId: entry.type === "aws-kms" ? entry.keyId : undefined,
  }));
}

function stateOf(ring: RingDocument, id: string, entry: RingEntry): KeyDescription["state"] {
  if (entry.retiredAt !== undefined) return "retired";
  return id === ring.primary ? "primary" : "active";
}

function fingerprintOf(entry: RingEntry): string {
  const secret = entry.type === "local" ? Buffer.from(entry.key, "hex") : Buffer.from(entry.seed, "base64");
  return Buffer.from(hkdfSync("sha512", secret, "s3kit.fingerprint.v1", "", 4)).toString("hex");
}
