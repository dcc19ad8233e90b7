import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDocument } from "../../../../src/ui/state/editor/check-document.js";
import type { EditorSubject } from "../../../../src/ui/state/editor/editor-screen.js";

const bucket = "photos";
const OBJECT = { bucket, key: "a", versionId: undefined };
const SUBJECTS: readonly EditorSubject[] = [
  { kind: "policy", bucket },
  { kind: "cors", bucket },
  { kind: "lifecycle", bucket },
  { kind: "tags", bucket },
  { kind: "object-tags", bucket, object: OBJECT },
];
const check = (kind: EditorSubject["kind"], text: unknown) => {
  const subject = SUBJECTS.find((one) => one.kind === kind);
  if (subject === undefined) throw new Error("no such subject");
  return checkDocument(subject, typeof text === "string" ? text : JSON.stringify(text, null, 2));
};
const policy = (statement: object) => ({ Version: "2012-10-17", Statement: [statement] });
const READ = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::photos/*" };

describe("a setting as it is being written", () => {
  it("says what a policy means", () => {
    expect(check("policy", policy(READ)).meaning).toEqual([expect.stringMatching(/everybody.*read objects/)]);
  });

  it("names the line of what is wrong in a policy, and explains nothing until that is mended", () => {
    const { findings, meaning } = check("policy", policy({ ...READ, Effect: "Allwo" }));
    expect(findings[0]).toMatchObject({ severity: "error", line: 5 });
    expect(meaning).toEqual([]);
  });

  it("sees that the whole world could write", () => {
    const { findings } = check("policy", policy({ ...READ, Action: "s3:PutObject" }));
    expect(findings.some(({ isPublicWrite }) => isPublicWrite)).toBe(true);
  });

  it("names the line where JSON ends to be JSON", () => {
    expect(check("cors", '{\n  "CORSRules": [}\n').findings).toMatchObject([{ severity: "error", line: 2 }]);
  });

  it("says what CORS rules mean", () => {
    const rule = {
      AllowedOrigins: ["https://a.example"],
      AllowedMethods: ["GET", "PUT"],
      AllowedHeaders: ["*"],
      MaxAgeSeconds: 60,
    };
    expect(check("cors", { CORSRules: [rule] }).meaning).toEqual([
      "Pages of https://a.example may GET, PUT, sending any header; browsers remember that for 60 s.",
    ]);
    expect(
      check("cors", { CORSRules: [{ AllowedOrigins: ["*"], AllowedMethods: ["GET"] }] }).meaning,
    ).toEqual(["Any page may GET."]);
  });

  it.each([
    [
      { Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 1 } },
      "deletes after 1 day (objects below tmp/).",
    ],
    [
      { Status: "Disabled", Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
      "Switched off: deletes old versions after 30 days (all objects).",
    ],
    [
      {
        Status: "Enabled",
        Filter: { Tag: { Key: "a", Value: "b" } },
        Transitions: [{ Days: 9, StorageClass: "GLACIER" }],
      },
      "moves to GLACIER after 9 days (objects with the tag a=b).",
    ],
  ])("says what a lifecycle rule means", (rule, meaning) => {
    expect(check("lifecycle", { Rules: [rule] })).toMatchObject({ findings: [], meaning: [meaning] });
  });

  it.each([
    ["a=1\nb=2", []],
    ["a=1\n\nb=", []],
    ["a=1\nx", [{ line: 2, message: "not NAME=VALUE" }]],
    ["a=1\na=2", [{ line: 2, message: "there is a tag a already" }]],
    [`a=${"x".repeat(257)}`, [{ line: 1 }]],
    [`${"x".repeat(129)}=1`, [{ line: 1 }]],
    [Array.from({ length: 11 }, (_, i) => `t${i.toString()}=1`).join("\n"), [{ line: undefined }]],
  ])("checks tags: %j", (text, findings) => {
    expect(check("object-tags", text).findings).toMatchObject(findings);
  });

  it("takes no text for no setting, and says what that means", () => {
    for (const subject of SUBJECTS) {
      expect(checkDocument(subject, " \n")).toMatchObject({
        findings: [],
        meaning: [expect.stringMatching(/^No /)],
      });
    }
  });

  it("never throws, whatever is written", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SUBJECTS), fc.oneof(fc.string(), fc.json()), (subject, text) => {
        expect(() => checkDocument(subject, text)).not.toThrow();
      }),
    );
  });
});
