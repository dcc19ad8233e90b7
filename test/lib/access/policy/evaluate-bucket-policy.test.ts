import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  conditionContextOf,
  type RequestFacts,
} from "../../../../src/lib/access/policy/condition-context.js";
import { evaluateBucketPolicy, s3Arn } from "../../../../src/lib/access/policy/evaluate-bucket-policy.js";
import { parsePolicy } from "../../../../src/lib/access/policy/parse-policy.js";
import type { PolicyPrincipal } from "../../../../src/lib/access/policy/principals.js";

const ANYONE: PolicyPrincipal = { kind: "anonymous" };
const ALICE: PolicyPrincipal = {
  kind: "user",
  arn: "arn:aws:iam::111122223333:user/team/alice",
  accountId: "111122223333",
  canonicalId: "c0ffee",
};

interface Ask {
  readonly as?: PolicyPrincipal;
  readonly action?: string;
  readonly key?: string | undefined;
  readonly facts?: Partial<RequestFacts>;
}

type Statement = Readonly<Record<string, unknown>>;

/** What a policy of these statements says; by default to an anonymous GET of `photos/a.jpg`. */
function decide(statements: readonly Statement[], ask: Ask = {}): string {
  const full = statements.map((statement) => ({
    Effect: "Allow",
    ...("NotPrincipal" in statement ? {} : { Principal: "*" }),
    ...("NotAction" in statement ? {} : { Action: "s3:*" }),
    ...("NotResource" in statement ? {} : { Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"] }),
    ...statement,
  }));
  const policy = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: full }), "bucket");
  const principal = ask.as ?? ANYONE;
  const decision = evaluateBucketPolicy(policy, {
    principal,
    action: ask.action ?? "s3:GetObject",
    resource: s3Arn("bucket", "key" in ask ? ask.key : "photos/a.jpg"),
    context: conditionContextOf({
      principal,
      remoteAddress: "203.0.113.7",
      secure: false,
      headers: {},
      query: new Map(),
      now: new Date("2026-03-01T12:00:00Z"),
      ...ask.facts,
    }),
  });
  return decision.effect;
}

const when = (Condition: unknown): Statement => ({ Condition });

describe("actions", () => {
  it.each([
    ["s3:GetObject", "s3:GetObject", "allow"],
    ["s3:getobject", "s3:GetObject", "allow"],
    ["S3:GET*", "s3:GetObjectTagging", "allow"],
    ["s3:Get*", "s3:PutObject", "none"],
    ["s3:?etObject", "s3:GetObject", "allow"],
    ["s3:GetObject", "s3:GetObjectVersion", "none"],
    ["s3:*", "s3:DeleteObject", "allow"],
    ["*", "s3:DeleteObject", "allow"],
    [["s3:PutObject", "s3:GetObject"], "s3:GetObject", "allow"],
  ])("%j for %s: %s", (Action, action, effect) => {
    expect(decide([{ Action }], { action })).toBe(effect);
  });

  it("NotAction is about all others", () => {
    expect(decide([{ NotAction: "s3:Delete*" }], { action: "s3:GetObject" })).toBe("allow");
    expect(decide([{ NotAction: "s3:Delete*" }], { action: "s3:DeleteObject" })).toBe("none");
  });
});

describe("resources", () => {
  it.each([
    ["arn:aws:s3:::bucket/*", "photos/a.jpg", "allow"],
    ["arn:aws:s3:::bucket/photos/*", "photos/a.jpg", "allow"],
    ["arn:aws:s3:::bucket/photos/*", "photos/deep/er/a.jpg", "allow"],
    ["arn:aws:s3:::bucket/photos/*", "photos", "none"],
    ["arn:aws:s3:::bucket/photos/*", "Photos/a.jpg", "none"],
    ["arn:aws:s3:::bucket/photos/?.jpg", "photos/a.jpg", "allow"],
    ["arn:aws:s3:::bucket/photos/?.jpg", "photos/ab.jpg", "none"],
    ["arn:aws:s3:::bucket/*.jpg", "x/y.jpg", "allow"],
    ["arn:aws:s3:::bucket/*.jpg", "x/y.jpg.exe", "none"],
    ["arn:aws:s3:::bucket/a*b*c", "a1b2b3c", "allow"],
    ["arn:aws:s3:::bucket/[ab]", "a", "none"],
    ["arn:aws:s3:::bucket/日*", "日本", "allow"],
    ["arn:aws:s3:::bucket/?", "😀", "allow"],
    ["arn:aws-cn:s3:::bucket/*", "a", "allow"],
    ["*", "a", "allow"],
  ])("%s for %s: %s", (Resource, key, effect) => {
    expect(decide([{ Resource, Action: "s3:GetObject" }], { key })).toBe(effect);
  });

  it("keep the bucket and its objects apart", () => {
    const list = { Action: "s3:ListBucket", Resource: "arn:aws:s3:::bucket" };
    expect(decide([list], { action: "s3:ListBucket", key: undefined })).toBe("allow");
    expect(decide([{ Resource: "arn:aws:s3:::bucket/*" }], { action: "s3:ListBucket", key: undefined })).toBe(
      "none",
    );
    expect(decide([{ Resource: "arn:aws:s3:::bucket" }], { action: "s3:GetObject" })).toBe("none");
  });

  it("NotResource is about all others", () => {
    const statement = { NotResource: "arn:aws:s3:::bucket/private/*" };
    expect(decide([statement])).toBe("allow");
    expect(decide([statement], { key: "private/x" })).toBe("none");
  });
});

describe("principals", () => {
  it.each([
    ["*", ANYONE, "allow"],
    ["*", ALICE, "allow"],
    [{ AWS: "*" }, ANYONE, "allow"],
    [{ AWS: ["*"] }, ALICE, "allow"],
    [{ AWS: "arn:aws:iam::111122223333:user/team/alice" }, ALICE, "allow"],
    [{ AWS: "arn:aws:iam::111122223333:user/team/alice" }, ANYONE, "none"],
    [{ AWS: "arn:aws:iam::111122223333:user/alice" }, ALICE, "none"],
    [{ AWS: ["arn:aws:iam::999999999999:root", "arn:aws:iam::111122223333:root"] }, ALICE, "allow"],
    [{ AWS: "111122223333" }, ALICE, "allow"],
    [{ AWS: "999999999999" }, ALICE, "none"],
    [
      { AWS: "arn:aws:iam:::user/bob" },
      { kind: "user", arn: "arn:aws:iam:::user/bob", accountId: "" } as const,
      "allow",
    ],
    [{ CanonicalUser: "c0ffee" }, ALICE, "allow"],
    [{ CanonicalUser: "c0ffee" }, ANYONE, "none"],
    [{ Service: "logging.s3.amazonaws.com" }, ALICE, "none"],
    [{ Service: "logging.s3.amazonaws.com" }, ANYONE, "none"],
  ])("%j for %j: %s", (Principal, as, effect) => {
    expect(decide([{ Principal }], { as })).toBe(effect);
  });

  it("NotPrincipal is about all others", () => {
    const statement = { Effect: "Deny", NotPrincipal: { AWS: ALICE.kind === "user" ? ALICE.arn : "" } };
    expect(decide([statement], { as: ALICE })).toBe("none");
    expect(decide([statement], { as: ANYONE })).toBe("deny");
  });
});

describe("conditions on where, when and how", () => {
  it.each([
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, {}, "allow"],
    [{ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.7"] } }, {}, "allow"],
    [{ IpAddress: { "aws:SourceIp": "203.0.112.0/24" } }, {}, "none"],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { remoteAddress: "::ffff:203.0.113.9" }, "allow"],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, { remoteAddress: "2001:db8::1" }, "allow"],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, {}, "none"],
    [{ NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"] } }, {}, "none"],
    [{ NotIpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } }, {}, "allow"],
    [{ Bool: { "aws:SecureTransport": "true" } }, {}, "none"],
    [{ Bool: { "aws:SecureTransport": "false" } }, {}, "allow"],
    [{ Bool: { "aws:SecureTransport": true } }, { secure: true }, "allow"],
    [
      { StringLike: { "aws:Referer": "https://*.example/*" } },
      { headers: { referer: "https://a.example/x" } },
      "allow",
    ],
    [{ StringLike: { "aws:Referer": "https://*.example/*" } }, {}, "none"],
    [{ StringNotLike: { "aws:Referer": "https://*.example/*" } }, {}, "allow"],
    [{ StringEquals: { "aws:UserAgent": "tool" } }, { headers: { "user-agent": "tool" } }, "allow"],
    [{ StringEquals: { "AWS:useragent": "tool" } }, { headers: { "user-agent": "Tool" } }, "none"],
    [{ StringEqualsIgnoreCase: { "aws:UserAgent": "tool" } }, { headers: { "user-agent": "Tool" } }, "allow"],
    [
      { StringNotEqualsIgnoreCase: { "aws:UserAgent": "tool" } },
      { headers: { "user-agent": "Tool" } },
      "none",
    ],
    [{ DateLessThan: { "aws:CurrentTime": "2026-03-01T12:00:01Z" } }, {}, "allow"],
    [{ DateLessThan: { "aws:CurrentTime": "2026-03-01T12:00:00Z" } }, {}, "none"],
    [{ DateGreaterThanEquals: { "aws:CurrentTime": "2026-03-01T12:00:00Z" } }, {}, "allow"],
    [{ DateGreaterThan: { "aws:CurrentTime": "2027-01-01" } }, {}, "none"],
    [{ DateEquals: { "aws:EpochTime": "2026-03-01T12:00:00Z" } }, {}, "allow"],
    [{ NumericGreaterThan: { "aws:EpochTime": "1" } }, {}, "allow"],
    [
      { StringEquals: { "s3:authType": "REST-QUERY-STRING" } },
      { authType: "REST-QUERY-STRING" } as const,
      "allow",
    ],
  ])("%j with %j: %s", (condition, facts, effect) => {
    expect(decide([when(condition)], { facts })).toBe(effect);
  });
});

describe("conditions on what is asked", () => {
  const query = (values: Record<string, string>) => ({ query: new Map(Object.entries(values)) });
  const headers = (values: Record<string, string>) => ({ headers: values });
  it.each([
    [{ StringEquals: { "s3:prefix": ["", "home/"] } }, query({ prefix: "" }), "allow"],
    [{ StringEquals: { "s3:prefix": ["", "home/"] } }, query({ prefix: "home/" }), "allow"],
    [{ StringEquals: { "s3:prefix": ["", "home/"] } }, query({ prefix: "root/" }), "none"],
    [{ StringEquals: { "s3:prefix": "" } }, {}, "none"],
    [{ StringLike: { "s3:prefix": "home/*" } }, query({ prefix: "home/a" }), "allow"],
    [{ StringEquals: { "s3:prefix": "home/*" } }, query({ prefix: "home/a" }), "none"],
    [{ StringEquals: { "s3:delimiter": "/" } }, query({ delimiter: "/" }), "allow"],
    [{ NumericLessThanEquals: { "s3:max-keys": "10" } }, query({ "max-keys": "10" }), "allow"],
    [{ NumericLessThanEquals: { "s3:max-keys": 10 } }, query({ "max-keys": "11" }), "none"],
    [{ NumericLessThanEquals: { "s3:max-keys": "10" } }, {}, "none"],
    [{ NumericLessThanEqualsIfExists: { "s3:max-keys": "10" } }, {}, "allow"],
    [{ NumericEquals: { "s3:max-keys": "10" } }, query({ "max-keys": "ten" }), "none"],
    [{ NumericNotEquals: { "s3:max-keys": "10" } }, query({ "max-keys": "11" }), "allow"],
    [
      { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      headers({ "x-amz-acl": "bucket-owner-full-control" }),
      "allow",
    ],
    [{ StringNotEquals: { "s3:x-amz-acl": "public-read" } }, headers({ "x-amz-acl": "public-read" }), "none"],
    [{ StringNotEquals: { "s3:x-amz-acl": "public-read" } }, {}, "allow"],
    [{ Null: { "s3:x-amz-server-side-encryption": "true" } }, {}, "allow"],
    [
      { Null: { "s3:x-amz-server-side-encryption": "true" } },
      headers({ "x-amz-server-side-encryption": "AES256" }),
      "none",
    ],
    [
      { Null: { "s3:x-amz-server-side-encryption": false } },
      headers({ "x-amz-server-side-encryption": "AES256" }),
      "allow",
    ],
    [
      { StringLike: { "s3:x-amz-copy-source": "bucket/public/*" } },
      headers({ "x-amz-copy-source": "bucket/public/x" }),
      "allow",
    ],
    [
      { StringEquals: { "s3:ExistingObjectTag/level": "open" } },
      { existingTags: [["level", "open"]] },
      "allow",
    ],
    [
      { StringEquals: { "s3:ExistingObjectTag/level": "open" } },
      { existingTags: [["level", "secret"]] },
      "none",
    ],
    [{ StringEquals: { "s3:ExistingObjectTag/level": "open" } }, {}, "none"],
    [
      { StringEquals: { "s3:RequestObjectTag/level": "open" } },
      { requestTags: [["level", "open"]] },
      "allow",
    ],
    [
      { "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["a", "b"] } },
      {
        requestTags: [
          ["a", ""],
          ["b", ""],
        ],
      },
      "allow",
    ],
    [
      { "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["a", "b"] } },
      {
        requestTags: [
          ["a", ""],
          ["c", ""],
        ],
      },
      "none",
    ],
    [{ "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": ["a"] } }, {}, "allow"],
    [
      { "ForAnyValue:StringEquals": { "s3:RequestObjectTagKeys": ["a"] } },
      {
        requestTags: [
          ["a", ""],
          ["c", ""],
        ],
      },
      "allow",
    ],
    [{ "ForAnyValue:StringEquals": { "s3:RequestObjectTagKeys": ["a"] } }, {}, "none"],
    [
      { "ForAnyValue:StringNotEquals": { "s3:RequestObjectTagKeys": ["a"] } },
      {
        requestTags: [
          ["a", ""],
          ["c", ""],
        ],
      },
      "allow",
    ],
    [
      { "ForAllValues:StringNotEquals": { "s3:RequestObjectTagKeys": ["a"] } },
      {
        requestTags: [
          ["a", ""],
          ["c", ""],
        ],
      },
      "none",
    ],
    [
      { StringNotEquals: { "s3:RequestObjectTagKeys": ["a"] } },
      {
        requestTags: [
          ["a", ""],
          ["c", ""],
        ],
      },
      "none",
    ],
  ])("%j with %j: %s", (condition, facts, effect) => {
    expect(decide([when(condition)], { facts: facts as Partial<RequestFacts> })).toBe(effect);
  });

  it("must all hold", () => {
    const condition = {
      Bool: { "aws:SecureTransport": "false" },
      StringEquals: { "s3:prefix": "a", "s3:delimiter": "/" },
    };
    expect(decide([when(condition)], { facts: query({ prefix: "a", delimiter: "/" }) })).toBe("allow");
    expect(decide([when(condition)], { facts: query({ prefix: "a" }) })).toBe("none");
  });
});

describe("conditions on who asks", () => {
  it.each([
    [{ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/team/alice" } }, ALICE, "allow"],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/team/*" } }, ALICE, "allow"],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/other/*" } }, ALICE, "none"],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:*/alice" } }, ALICE, "none"],
    [{ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/team/alice" } }, ALICE, "none"],
    [{ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/team/*" } }, ANYONE, "allow"],
    [{ StringEquals: { "aws:PrincipalAccount": "111122223333" } }, ALICE, "allow"],
    [{ StringEquals: { "aws:PrincipalAccount": "111122223333" } }, ANYONE, "none"],
    [{ StringEquals: { "aws:username": "alice" } }, ALICE, "allow"],
    [{ StringEquals: { "aws:PrincipalType": "Anonymous" } }, ANYONE, "allow"],
  ])("%j for %j: %s", (condition, as, effect) => {
    expect(decide([when(condition)], { as })).toBe(effect);
  });

  it("put variables into resources and conditions", () => {
    const home = { Resource: "arn:aws:s3:::bucket/home/${aws:username}/*", Action: "s3:GetObject" };
    expect(decide([home], { as: ALICE, key: "home/alice/x" })).toBe("allow");
    expect(decide([home], { as: ALICE, key: "home/bob/x" })).toBe("none");
    expect(decide([home], { as: ANYONE, key: "home//x" })).toBe("none");
    const prefix = when({ StringLike: { "s3:prefix": "home/${aws:username}/*" } });
    expect(decide([prefix], { as: ALICE, facts: { query: new Map([["prefix", "home/alice/"]]) } })).toBe(
      "allow",
    );
    const fallback = when({ StringEquals: { "s3:prefix": "home/${aws:username, 'guest'}" } });
    expect(decide([fallback], { facts: { query: new Map([["prefix", "home/guest"]]) } })).toBe("allow");
    const literal = { Resource: "arn:aws:s3:::bucket/${*}${?}", Action: "s3:GetObject" };
    expect(decide([literal], { key: "*?" })).toBe("allow");
    expect(decide([literal], { key: "ab" })).toBe("none");
  });

  it("do not let a variable's value act as a wildcard", () => {
    const star: PolicyPrincipal = {
      kind: "user",
      arn: "arn:aws:iam::111122223333:user/*",
      accountId: "111122223333",
    };
    const home = { Resource: "arn:aws:s3:::bucket/${aws:username}/x", Action: "s3:GetObject" };
    expect(decide([home], { as: star, key: "other/x" })).toBe("none");
    expect(decide([home], { as: star, key: "*/x" })).toBe("allow");
  });
});

describe("several statements", () => {
  it("deny what one denies, whatever the others allow and in whatever order", () => {
    const allow = { Sid: "a" };
    const deny = { Sid: "d", Effect: "Deny", Resource: "arn:aws:s3:::bucket/private/*" };
    expect(decide([allow, deny])).toBe("allow");
    for (const statements of [
      [allow, deny],
      [deny, allow],
    ]) {
      expect(decide(statements, { key: "private/x" })).toBe("deny");
    }
  });

  it("name the one that decided", () => {
    const statements = [
      {
        Sid: "first",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::bucket/*",
      },
      {
        Sid: "second",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::bucket/*",
      },
    ];
    const policy = parsePolicy(JSON.stringify({ Statement: statements }), "bucket");
    const request = { principal: ANYONE, resource: s3Arn("bucket", "k"), context: new Map() };
    const decision = evaluateBucketPolicy(policy, { ...request, action: "s3:GetObject" });
    expect(decision).toMatchObject({ effect: "allow", statement: { sid: "second", index: 1 } });
    expect(evaluateBucketPolicy(policy, { ...request, action: "s3:DeleteObject" })).toEqual({
      effect: "none",
      statement: undefined,
    });
  });

  it("never allow more than without a Deny, whatever is asked", () => {
    const patterns = fc.constantFrom("a", "b", "*", "?", "/", "ab");
    const keys = fc.array(patterns, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(keys, keys, (denied, key) => {
        const deny = { Effect: "Deny", Resource: `arn:aws:s3:::bucket/${denied}` };
        const alone = decide([deny], { key });
        expect(decide([{}, deny], { key })).toBe(alone === "deny" ? "deny" : "allow");
      }),
    );
  });
});
