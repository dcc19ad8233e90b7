import { describe, expect, test } from "vitest";
import { judgePublicAccess, type PublicAccessFacts } from "../../../src/lib/bucket/judge-public-access.js";
import { ANY_ACCOUNT, EVERYBODY, type Grant } from "../../../src/lib/bucket/grants.js";
import { NOTHING_BLOCKED, type PublicAccessBlock } from "../../../src/lib/bucket/public-access-block.js";

const SHUT: PublicAccessFacts = {
  policy: { state: "unset" },
  acl: { state: "set", value: [{ grantee: { type: "user", id: "me" }, permission: "FULL_CONTROL" }] },
  block: { state: "unset" },
  ownership: { state: "unset" },
};

const policy = (Principal: unknown, Condition?: object) => ({
  state: "set" as const,
  value: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::photos/*" },
      {
        Sid: "Read",
        Effect: "Allow",
        Principal,
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::photos/*",
        Condition,
      },
    ],
  }),
});
const acl = (uri: string): PublicAccessFacts["acl"] => {
  const grant: Grant = { grantee: { type: "group", uri }, permission: "READ" };
  return { state: "set", value: [grant] };
};
const block = (parts: Partial<PublicAccessBlock>): PublicAccessFacts["block"] => ({
  state: "set",
  value: { ...NOTHING_BLOCKED, ...parts },
});

describe("a bucket", () => {
  test.each<[string, Partial<PublicAccessFacts>, string, readonly string[]]>([
    ["with nothing set is private", {}, "private", []],
    ["with a policy for everybody is public", { policy: policy("*") }, "public", ["statement 2 (Read)"]],
    ["with a policy for one user is private", { policy: policy({ AWS: "123456789012" }) }, "private", []],
    [
      "with a policy for a network is private",
      { policy: policy("*", { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } }) },
      "private",
      [],
    ],
    ["with a public ACL is public", { acl: acl(EVERYBODY) }, "public", ["READ for everybody"]],
    [
      "open to any account is public",
      { acl: acl(ANY_ACCOUNT) },
      "public",
      ["READ for anybody with an account"],
    ],
    [
      "whose policy is restricted is private",
      { policy: policy("*"), block: block({ restrictPublicBuckets: true }) },
      "private",
      ["statement 2 (Read)"],
    ],
    [
      "whose ACLs are ignored is private",
      { acl: acl(EVERYBODY), block: block({ ignorePublicAcls: true }) },
      "private",
      ["READ for everybody"],
    ],
    [
      "whose block only refuses new ones stays public",
      {
        acl: acl(EVERYBODY),
        policy: policy("*"),
        block: block({ blockPublicAcls: true, blockPublicPolicy: true }),
      },
      "public",
      ["statement 2 (Read)", "READ for everybody"],
    ],
    [
      "whose owner owns all is private",
      { acl: acl(EVERYBODY), ownership: { state: "set", value: "BucketOwnerEnforced" } },
      "private",
      ["READ for everybody"],
    ],
    ["whose ACL may not be read is not known", { acl: { state: "denied" } }, "unknown", []],
    ["whose policy may not be read is not known", { policy: { state: "denied" } }, "unknown", []],
    [
      "whose policy only its store understands is not known",
      { policy: { state: "set", value: "{}" } },
      "unknown",
      [],
    ],
    [
      "whose ACL may not be read, but does not count, is private",
      { acl: { state: "denied" }, block: block({ ignorePublicAcls: true }) },
      "private",
      [],
    ],
    [
      "on a store without any of it is private",
      { acl: { state: "unsupported" }, policy: { state: "unsupported" } },
      "private",
      [],
    ],
  ])("%s", (_, facts, verdict, grounds) => {
    const access = judgePublicAccess("photos", { ...SHUT, ...facts });
    expect(access.verdict).toBe(verdict);
    expect(access.grounds.map(({ what }) => what)).toEqual(grounds);
    expect(access.grounds.some(({ heldBackBy }) => heldBackBy === undefined)).toBe(verdict === "public");
  });
});
