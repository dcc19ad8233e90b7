import { describe, expect, it } from "vitest";
import type { BucketDescription } from "../../../../src/lib/bucket/describe-bucket.js";
import { bucketRows } from "../../../../src/ui/state/bucket/bucket-rows.js";

const UNSET = { state: "unset" } as const;
const PRIVATE: BucketDescription = {
  bucket: "b",
  createdAt: new Date(0),
  region: { state: "set", value: "us-east-1" },
  versioning: UNSET,
  objectLock: UNSET,
  encryption: UNSET,
  ownership: UNSET,
  policyStatements: UNSET,
  corsRules: UNSET,
  lifecycleRules: UNSET,
  publicAccessBlock: UNSET,
  publicAccess: { verdict: "private", grounds: [], unread: [] },
  tags: UNSET,
};
const row = (label: string, change: Partial<BucketDescription> = {}) =>
  bucketRows({ ...PRIVATE, ...change }).find((one) => one.label === label);

describe("a bucket's settings in words", () => {
  it("says first whether the world gets in, and why", () => {
    expect(row("Public access")).toMatchObject({
      value: "private: neither policy nor ACL opens it",
      tone: "good",
    });
    const grounds = [{ by: "policy", what: "statement 1", heldBackBy: undefined }] as const;
    const open = bucketRows({ ...PRIVATE, publicAccess: { verdict: "public", grounds, unread: [] } });
    expect(open[0]).toMatchObject({ value: "open to the world", tone: "problem" });
    expect(open[1]).toMatchObject({ value: "policy: statement 1" });
  });

  it.each([
    [UNSET, "off", "warning"],
    [{ state: "set", value: "Enabled" }, "on", "good"],
    [{ state: "set", value: "Suspended" }, "suspended", "warning"],
    [{ state: "unsupported" }, "not on this store", "quiet"],
  ] as const)("says what versioning %j means", (versioning, words, tone) => {
    expect(row("Versioning", { versioning })).toMatchObject({ value: expect.stringContaining(words), tone });
  });

  it("says what may not be seen, and what the store lacks", () => {
    expect(row("Policy", { policyStatements: { state: "denied" } })?.value).toBe("may not be seen");
    expect(row("CORS", { corsRules: { state: "unsupported" } })?.value).toBe("not on this store");
    expect(row("Lifecycle", { lifecycleRules: { state: "set", value: 2 } })?.value).toBe("2 rules");
  });

  it("names what of public access is blocked", () => {
    const all = {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    };
    expect(row("  blocked", { publicAccessBlock: { state: "set", value: all } })?.value).toBe("all of it");
    const one = { ...all, blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false };
    expect(row("  blocked", { publicAccessBlock: { state: "set", value: one } })?.value).toBe(
      "restrictPublicBuckets",
    );
  });
});
