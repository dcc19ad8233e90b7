import { expect, it } from "vitest";
import { isPublicPolicy } from "../../../../src/lib/access/policy/is-public-policy.js";
import { parsePolicy } from "../../../../src/lib/access/policy/parse-policy.js";

const STATEMENT = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::bucket/*",
};

function isPublic(...statements: readonly Readonly<Record<string, unknown>>[]): boolean {
  const full = statements.map((statement) => ({ ...STATEMENT, ...statement }));
  return isPublicPolicy(parsePolicy(JSON.stringify({ Statement: full }), "bucket"));
}

it.each([
  [{}, true],
  [{ Principal: { AWS: "*" } }, true],
  [{ Principal: { AWS: "111122223333" } }, false],
  [{ Principal: { AWS: ["111122223333", "*"] } }, true],
  [{ Principal: { Service: "logging.s3.amazonaws.com" } }, false],
  [{ Principal: undefined, NotPrincipal: { AWS: "111122223333" } }, true],
  [{ Effect: "Deny" }, false],
  [{ Condition: { StringEquals: { "s3:prefix": "a" } } }, true],
  [{ Condition: { StringLike: { "aws:Referer": "https://a/*" } } }, true],
  [{ Condition: { Bool: { "aws:SecureTransport": "true" } } }, true],
  [{ Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }, false],
  [{ Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } }, true],
  [{ Condition: { IpAddress: { "aws:SourceIp": "12.0.0.0/7" } } }, true],
  [{ Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"] } } }, true],
  [{ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }, false],
  [{ Condition: { IpAddress: { "aws:SourceIp": "2001:db8::/32" } } }, false],
  [{ Condition: { IpAddress: { "aws:SourceIp": "2000::/3" } } }, true],
  [{ Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }, true],
  [{ Condition: { IpAddressIfExists: { "aws:SourceIp": "203.0.113.0/24" } } }, true],
  [{ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }, false],
  [{ Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }, true],
  [{ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } }, true],
  [{ Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } } }, true],
  [{ Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-1" } } }, true],
  [{ Condition: { "ForAnyValue:StringEquals": { "aws:PrincipalOrgID": "o-1" } } }, false],
  [{ Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }, false],
  [{ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::x" } } }, false],
  [{ Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } } }, true],
  [{ Condition: { StringEquals: { "aws:username": "${aws:username}" } } }, true],
])("a policy with %j is public: %s", (statement, expected) => {
  expect(isPublic(statement)).toBe(expected);
});

it("is public when one of its statements is", () => {
  expect(isPublic({ Principal: { AWS: "111122223333" } }, {})).toBe(true);
});
