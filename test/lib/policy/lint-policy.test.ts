import { describe, expect, it } from "vitest";
import { lintPolicy } from "../../../src/lib/policy/lint-policy.js";
import { policyPreset, POLICY_PRESETS } from "../../../src/lib/policy/policy-presets.js";

const OBJECTS = "arn:aws:s3:::photos/*";
const BUCKET = "arn:aws:s3:::photos";
const ALICE = { AWS: "arn:aws:iam::123456789012:user/alice" };
const READ = { Effect: "Allow", Principal: ALICE, Action: "s3:GetObject", Resource: OBJECTS };

/** A policy with one statement: one that is right, changed as told; undefined takes a field out. */
function policyWith(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...READ, ...changes }] }, null, 2);
}

function rulesOf(text: string, context = {}): readonly string[] {
  const { findings } = lintPolicy(text, "policy.json", { bucket: "photos", ...context });
  return findings.map(({ severity, rule }) => `${severity} ${rule}`);
}

describe("policies that nothing speaks against", () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["one action, one resource", {}],
    ["a Sid", { Sid: "Read" }],
    ["several actions", { Action: ["s3:GetObject", "s3:PutObject"] }],
    ["actions in another case", { Action: "S3:getobject" }],
    ["an action pattern", { Action: "s3:Get*", Resource: [BUCKET, OBJECTS] }],
    ["every action for one user", { Action: "s3:*", Resource: [BUCKET, OBJECTS] }],
    ["an action on the bucket", { Action: "s3:ListBucket", Resource: BUCKET }],
    [
      "both kinds with both resources",
      { Action: ["s3:ListBucket", "s3:GetObject"], Resource: [BUCKET, OBJECTS] },
    ],
    ["a prefix", { Resource: "arn:aws:s3:::photos/2024/*" }],
    ["a resource of another partition", { Resource: "arn:aws-cn:s3:::photos/*" }],
    ["a resource with a variable", { Resource: "arn:aws:s3:::photos/${aws:username}/*" }],
    ["everything as resource", { Resource: "*" }],
    ["the world that reads", { Principal: "*" }],
    ["the world by its other name", { Principal: { AWS: "*" } }],
    ["an account by number", { Principal: { AWS: "123456789012" } }],
    ["an account by its root", { Principal: { AWS: "arn:aws:iam::123456789012:root" } }],
    ["a user without account, as on Ceph", { Principal: { AWS: ["arn:aws:iam:::user/bob"] } }],
    ["a role", { Principal: { AWS: "arn:aws:iam::123456789012:role/reader" } }],
    ["a service", { Principal: { Service: "logging.s3.amazonaws.com" } }],
    [
      "a canonical user",
      { Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" } },
    ],
    ["a network", { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
    [
      "TLS only",
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, OBJECTS],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
    [
      "a prefix condition",
      {
        Action: "s3:ListBucket",
        Resource: BUCKET,
        Condition: { StringLike: { "s3:prefix": ["a/*", "b/*"] } },
      },
    ],
    [
      "a number",
      {
        Action: "s3:ListBucket",
        Resource: BUCKET,
        Condition: { NumericLessThanEquals: { "s3:max-keys": 100 } },
      },
    ],
    ["a date", { Condition: { DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } } }],
    ["a tag", { Condition: { StringEquals: { "s3:ExistingObjectTag/class": "open" } } }],
    ["an absent key", { Condition: { Null: { "s3:x-amz-acl": "true" } } }],
    ["IfExists", { Condition: { StringEqualsIfExists: { "s3:x-amz-acl": "private" } } }],
    ["ForAnyValue", { Condition: { "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": "o-1" } } }],
  ])("%s", (_what, changes) => {
    expect(rulesOf(policyWith(changes))).toEqual([]);
  });

  it.each(POLICY_PRESETS)("the preset %s", (preset) => {
    const input = {
      bucket: "photos",
      prefix: "open/",
      principals: ["arn:aws:iam:::user/olsson"],
      name: "olsson",
      networks: ["10.0.0.0/8"],
    };
    expect(rulesOf(JSON.stringify(policyPreset(preset, input)))).toEqual([]);
  });

  it("one statement without a list", () => {
    expect(rulesOf(JSON.stringify({ Version: "2012-10-17", Statement: READ }))).toEqual([]);
  });
});

describe("policies with something wrong", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["no effect", { Effect: undefined }, "error effect"],
    ["an effect in another case", { Effect: "allow" }, "error effect"],
    ["an effect that is none", { Effect: "Permit" }, "error effect"],
    ["a field with a typing error", { Resorce: OBJECTS }, "error grammar"],
    ["no principal", { Principal: undefined }, "error principal"],
    ["an ARN as principal", { Principal: "arn:aws:iam::123456789012:user/alice" }, "error principal"],
    ["an empty principal", { Principal: {} }, "error principal"],
    ["an unknown type of principal", { Principal: { User: "alice" } }, "error principal"],
    ["a bare name", { Principal: { AWS: "alice" } }, "error principal"],
    ["an account number too short", { Principal: { AWS: "12345" } }, "error principal"],
    [
      "a wildcard inside an ARN",
      { Principal: { AWS: "arn:aws:iam::123456789012:user/*" } },
      "error principal",
    ],
    ["a bucket as principal", { Principal: { AWS: BUCKET } }, "error principal"],
    ["both kinds of principal", { NotPrincipal: ALICE }, "error grammar"],
    ["no action", { Action: undefined }, "error grammar"],
    ["an action without service", { Action: "GetObject" }, "error action"],
    ["an action of another service", { Action: "ec2:RunInstances" }, "error action"],
    ["an action that does not exist", { Action: "s3:GetObjects" }, "error action"],
    ["a pattern that means nothing", { Action: "s3:Fetch*" }, "error action"],
    ["an action that is no text", { Action: 7 }, "error action"],
    ["both kinds of action", { NotAction: "s3:PutObject" }, "error grammar"],
    ["no resource", { Resource: undefined }, "error grammar"],
    ["a URI as resource", { Resource: "s3://photos/*" }, "error resource"],
    ["a name as resource", { Resource: "photos/*" }, "error resource"],
    ["an ARN with too few colons", { Resource: "arn:aws:s3::photos/*" }, "error resource"],
    ["an ARN with an account", { Resource: "arn:aws:s3::123456789012:photos/*" }, "error resource"],
    ["another bucket", { Resource: "arn:aws:s3:::videos/*" }, "error resource"],
    ["an ARN of another service", { Resource: "arn:aws:sqs:::photos" }, "error resource"],
    ["an object's action on the bucket", { Resource: BUCKET }, "error resource-kind"],
    ["a bucket's action on objects", { Action: "s3:ListBucket" }, "error resource-kind"],
    ["an unknown operator", { Condition: { StringEqual: { "s3:prefix": "a" } } }, "error condition"],
    ["a condition that is a list", { Condition: [] }, "error condition"],
    ["an operator without keys", { Condition: { Bool: "true" } }, "error condition"],
    [
      "an address that is none",
      { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/40" } } },
      "error condition",
    ],
    ["a number that is none", { Condition: { NumericEquals: { "s3:max-keys": "many" } } }, "error condition"],
    ["a key without service", { Condition: { Bool: { SecureTransport: "true" } } }, "error condition-key"],
    ["a key nobody knows", { Condition: { StringEquals: { "s3:prefx": "a" } } }, "warning condition-key"],
    ["the world that writes", { Principal: "*", Action: "s3:PutObject" }, "warning public-write"],
    ["the world that deletes", { Principal: { AWS: ["*"] }, Action: ["s3:Delete*"] }, "warning public-write"],
    [
      "the world that does all",
      { Principal: "*", Action: "s3:*", Resource: [BUCKET, OBJECTS] },
      "warning public-write",
    ],
    [
      "the world that does all but one",
      { Principal: "*", Action: undefined, NotAction: "s3:GetObject" },
      "warning public-write",
    ],
    [
      "everybody but one, who write",
      { Principal: undefined, NotPrincipal: ALICE, Action: "s3:PutObject" },
      "warning public-write",
    ],
    ["everybody but one", { Principal: undefined, NotPrincipal: ALICE }, "warning not-principal"],
    [
      "all actions but one",
      { Action: undefined, NotAction: "s3:DeleteObject", Resource: [BUCKET, OBJECTS] },
      "warning not-action",
    ],
    ["everybody locked out", { Effect: "Deny", Principal: "*" }, "warning deny-all"],
  ])("%s", (_what, changes, wanted) => {
    expect(rulesOf(policyWith(changes))).toContain(wanted);
  });

  it.each<[string, unknown, string]>([
    ["a list", [], "error grammar"],
    ["no statement", { Version: "2012-10-17" }, "error grammar"],
    ["an empty list of statements", { Version: "2012-10-17", Statement: [] }, "error grammar"],
    ["a statement that is a text", { Version: "2012-10-17", Statement: ["Allow"] }, "error grammar"],
    ["no version", { Statement: [READ] }, "warning version"],
    ["the old version", { Version: "2008-10-17", Statement: [READ] }, "warning version"],
    ["today's date as version", { Version: "2026-11-22", Statement: [READ] }, "error version"],
    [
      "a field of the document misspelt",
      { Version: "2012-10-17", Statements: [READ], Statement: [READ] },
      "error grammar",
    ],
    [
      "a Sid twice",
      {
        Version: "2012-10-17",
        Statement: [
          { ...READ, Sid: "A" },
          { ...READ, Sid: "A" },
        ],
      },
      "error sid",
    ],
  ])("a document that is %s", (_what, document, wanted) => {
    expect(rulesOf(JSON.stringify(document))).toContain(wanted);
  });

  it("one that is larger than a store takes", () => {
    const many = Array.from(
      { length: 400 },
      (_, index) => `arn:aws:s3:::photos/${index.toString().padStart(60, "x")}`,
    );
    expect(rulesOf(policyWith({ Resource: many }))).toContain("error too-large");
  });

  it("one that the public access block of the bucket refuses or ignores", () => {
    const publicAccess = { blockPublicPolicy: true, restrictPublicBuckets: true };
    expect(rulesOf(policyWith({ Principal: "*" }), { publicAccess })).toEqual([
      "warning ignored",
      "warning blocked",
    ]);
  });
});

describe("where and how findings are told", () => {
  it("names line and column of what is wrong", () => {
    const { findings } = lintPolicy(
      policyWith({ Action: ["s3:GetObject", "s3:GetObjct"] }),
      "policy.json",
      {},
    );
    expect(findings).toMatchObject([
      { position: { line: 11, column: 9 }, hint: "Did you mean s3:GetObject?" },
    ]);
  });

  it("names line and column of what is no JSON", () => {
    expect(() => lintPolicy('{\n  "Version": "2012-10-17",\n  "Statement": [,]\n}', "policy.json")).toThrow(
      /^policy\.json:3:\d+: not valid JSON/,
    );
  });

  it("takes no comments and no trailing comma, as no store does", () => {
    expect(() => lintPolicy('{"Version": "2012-10-17",}', "p")).toThrow(/not valid JSON/);
    expect(() => lintPolicy('// x\n{"Version": "2012-10-17"}', "p")).toThrow(/not valid JSON/);
  });
});
