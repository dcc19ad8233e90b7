import { expect, it } from "vitest";
import { explainPolicy } from "../../../src/lib/policy/explain-policy.js";
import { policyPreset, POLICY_PRESETS } from "../../../src/lib/policy/policy-presets.js";

/** The policy that cloudspark's documentation explains field by field. */
const DOCUMENTED = {
  Version: "2012-10-17",
  Id: "Policy1719828879302",
  Statement: [
    {
      Sid: "Stmt1719828876812",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::photos/*",
    },
  ],
};

it("says what each field means, and what the statement comes to", () => {
  const lines = explainPolicy(JSON.stringify(DOCUMENTED), "photos");
  expect(lines.map(({ field, value }) => [field, value])).toEqual([
    ["Version", "2012-10-17"],
    ["Id", "Policy1719828879302"],
    ["Statement 1", "Stmt1719828876812"],
    ["Sid", "Stmt1719828876812"],
    ["Effect", "Allow"],
    ["Principal", "*"],
    ["Action", "s3:GetObject"],
    ["Resource", "arn:aws:s3:::photos/*"],
  ]);
  expect(lines[2]?.meaning).toBe(
    "everybody (no credentials needed) may read objects on every object of photos",
  );
});

it.each([
  [{ Effect: "Deny" }, "must not"],
  [{ Principal: { AWS: "arn:aws:iam::123456789012:user/eve" } }, "user eve of account 123456789012"],
  [{ Principal: { AWS: "arn:aws:iam::123456789012:root" } }, "everybody in account 123456789012"],
  [{ Principal: undefined, NotPrincipal: { AWS: "123456789012" } }, "everybody but 123456789012"],
  [{ Action: undefined, NotAction: "s3:PutObject" }, "do anything except: write objects"],
  [{ Resource: "arn:aws:s3:::photos/2024/*" }, "whose key begins with 2024/"],
  [
    { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
    "but only when the caller's address is in 10.0.0.0/8",
  ],
  [{ Condition: { Bool: { "aws:SecureTransport": "false" } } }, "only when use of TLS is false"],
  [{ Condition: { Null: { "aws:Referer": "true" } } }, "only when the page that links to it is missing"],
  [{ Condition: { StringNotLike: { "aws:UserAgent": "x*" } } }, "only when the program's name is not x*"],
])("%j is told as: %s", (changes, words) => {
  const policy = { ...DOCUMENTED, Statement: [{ ...DOCUMENTED.Statement[0], ...changes }] };
  expect(explainPolicy(JSON.stringify(policy), "photos")[2]?.meaning).toContain(words);
});

it.each(POLICY_PRESETS)("the preset %s can be explained", (preset) => {
  const input = {
    bucket: "photos",
    prefix: "p/",
    principals: ["arn:aws:iam:::user/u"],
    name: "u",
    networks: ["10.0.0.0/8"],
  };
  expect(explainPolicy(JSON.stringify(policyPreset(preset, input)), "photos").length).toBeGreaterThan(5);
});
