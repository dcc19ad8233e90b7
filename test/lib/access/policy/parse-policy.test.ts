import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_POLICY_BYTES, parsePolicy } from "../../../../src/lib/access/policy/parse-policy.js";
import { MalformedPolicyError } from "../../../../src/lib/access/policy/policy-document.js";

const STATEMENT = {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::bucket/*",
};

function policyOf(
  statement: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ ...STATEMENT, ...statement }], ...rest });
}

describe("a bucket policy", () => {
  it("is read with its defaults", () => {
    const policy = parsePolicy(JSON.stringify({ Id: "x", Statement: STATEMENT }), "bucket");
    expect(policy).toMatchObject({
      version: "2008-10-17",
      id: "x",
      statements: [
        {
          index: 0,
          sid: undefined,
          effect: "Allow",
          principals: { isNegated: false, aws: ["*"] },
          actions: { isNegated: false, patterns: ["s3:GetObject"] },
          conditions: [],
        },
      ],
    });
  });

  it.each([
    ["no JSON", "{", "valid JSON"],
    ["a list", "[]", "valid JSON"],
    ["white space before it", ` ${policyOf({})}`, "valid JSON"],
    ["nothing", "", "valid JSON"],
    ["no statement", `{"Version":"2012-10-17"}`, "Missing required field Statement"],
    ["an empty statement list", `{"Statement":[]}`, "Missing required field Statement"],
    ["a statement that is text", `{"Statement":"x"}`, "not an object"],
    ["an unknown version", policyOf({}, { Version: "2020-01-01" }), "version"],
    ["an unknown field", policyOf({}, { Statements: [] }), "Unknown field Statements"],
    ["an unknown field in a statement", policyOf({ Resources: "x" }), "Unknown field Resources"],
    ["no effect", policyOf({ Effect: undefined }), "Missing required field Effect"],
    ["an unknown effect", policyOf({ Effect: "allow" }), "Invalid effect"],
    ["no principal", policyOf({ Principal: undefined }), "Missing required field Principal"],
    ["principal and its negation", policyOf({ NotPrincipal: "*" }), "both Principal and NotPrincipal"],
    ["an empty principal", policyOf({ Principal: {} }), "Invalid principal"],
    ["a principal of unknown type", policyOf({ Principal: { Azure: "x" } }), "Invalid principal"],
    ["a principal that is no ARN", policyOf({ Principal: { AWS: "alice" } }), "Invalid principal"],
    [
      "a principal with a wildcard",
      policyOf({ Principal: { AWS: "arn:aws:iam::111122223333:user/*" } }),
      "Invalid principal",
    ],
    ["a principal that is a list", policyOf({ Principal: ["*"] }), "Invalid principal"],
    ["no action", policyOf({ Action: undefined }), "Missing required field Action"],
    ["an empty action list", policyOf({ Action: [] }), "must not be empty"],
    ["an action that does not exist", policyOf({ Action: "s3:GetObjct" }), "invalid action"],
    ["an action of another service", policyOf({ Action: "ec2:RunInstances" }), "invalid action"],
    ["an action that is a number", policyOf({ Action: 1 }), "invalid action"],
    ["no resource", policyOf({ Resource: undefined }), "Missing required field Resource"],
    ["a resource of another bucket", policyOf({ Resource: "arn:aws:s3:::other/*" }), "invalid resource"],
    [
      "a resource of a bucket that starts alike",
      policyOf({ Resource: "arn:aws:s3:::bucket2/*" }),
      "invalid resource",
    ],
    ["a resource that is no ARN", policyOf({ Resource: "bucket/*" }), "invalid resource"],
    [
      "an action on objects with the bucket's ARN",
      policyOf({ Resource: "arn:aws:s3:::bucket" }),
      "does not apply",
    ],
    ["an action on the bucket with objects' ARN", policyOf({ Action: "s3:ListBucket" }), "does not apply"],
    [
      "an unknown operator",
      policyOf({ Condition: { StringMatches: { "s3:prefix": "a" } } }),
      "Invalid Condition type",
    ],
    [
      "Null with IfExists",
      policyOf({ Condition: { NullIfExists: { "s3:prefix": "true" } } }),
      "Invalid Condition type",
    ],
    ["a condition without keys' object", policyOf({ Condition: { StringEquals: "a" } }), "not an object"],
    ["a condition without value", policyOf({ Condition: { StringEquals: { "s3:prefix": [] } } }), "no value"],
    [
      "a condition value that is an object",
      policyOf({ Condition: { StringEquals: { "s3:prefix": {} } } }),
      "neither text",
    ],
    [
      "a condition key of no service",
      policyOf({ Condition: { StringEquals: { prefix: "a" } } }),
      "invalid condition key",
    ],
    [
      "an address that is none",
      policyOf({ Condition: { IpAddress: { "aws:SourceIp": "1.2.3" } } }),
      "Invalid value",
    ],
    [
      "a prefix length that is too long",
      policyOf({ Condition: { IpAddress: { "aws:SourceIp": "1.2.3.4/33" } } }),
      "Invalid value",
    ],
    [
      "a number that is none",
      policyOf({ Condition: { NumericEquals: { "s3:max-keys": "ten" } } }),
      "Invalid value",
    ],
    [
      "a date that is none",
      policyOf({ Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } }),
      "Invalid value",
    ],
    [
      "a boolean that is none",
      policyOf({ Condition: { Bool: { "aws:SecureTransport": "yes" } } }),
      "Invalid value",
    ],
    [
      "two statements of one Sid",
      JSON.stringify({
        Statement: [
          { ...STATEMENT, Sid: "a" },
          { ...STATEMENT, Sid: "a" },
        ],
      }),
      "unique",
    ],
    ["too many bytes", policyOf({ Sid: "x".repeat(MAX_POLICY_BYTES) }), "maximum allowed document size"],
  ])("is refused with %s", (_name, document, message) => {
    expect(() => parsePolicy(document, "bucket")).toThrow(MalformedPolicyError);
    expect(() => parsePolicy(document, "bucket")).toThrow(message);
  });

  it.each([
    ["a wildcard for the bucket's end", { Resource: "arn:aws:s3:::buck*", Action: "s3:*" }],
    ["everything", { Resource: "*", Action: "*" }],
    [
      "bucket and objects",
      {
        Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
        Action: ["s3:ListBucket", "s3:GetObject"],
      },
    ],
    ["a service", { Principal: { Service: "logging.s3.amazonaws.com" } }],
    ["a gateway's own ARN", { Principal: { AWS: "arn:aws:iam:::user/bob" } }],
    [
      "a boolean and a number",
      { Condition: { Bool: { "aws:SecureTransport": true }, NumericEquals: { "s3:max-keys": 5 } } },
    ],
  ])("is taken with %s", (_name, statement) => {
    expect(parsePolicy(policyOf(statement), "bucket").statements).toHaveLength(1);
  });

  it("is read or refused, whatever JSON it is", () => {
    const fields = fc.constantFrom(
      "Version",
      "Statement",
      "Effect",
      "Principal",
      "Action",
      "Resource",
      "Condition",
      "__proto__",
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("*", "Allow", "s3:*", "arn:aws:s3:::bucket/*", "2012-10-17", null, 1, true),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fields, tie("value"), { maxKeys: 6 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(fields, json), (document) => {
        try {
          parsePolicy(JSON.stringify(document), "bucket");
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPolicyError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
