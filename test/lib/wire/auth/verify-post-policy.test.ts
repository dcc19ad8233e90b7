import { describe, expect, it } from "vitest";
import { signTextV2 } from "../../../../src/lib/wire/auth/sign-text-v2.js";
import { signText } from "../../../../src/lib/wire/auth/sign-text.js";
import { deriveSigningKey } from "../../../../src/lib/wire/auth/signing-key.js";
import { verifyPostPolicy } from "../../../../src/lib/wire/auth/verify-post-policy.js";
import { EXAMPLE_CREDENTIALS, exampleSecrets } from "./example-credentials.js";

/** S3 API Reference, "Example: Browser-Based Upload using HTTP POST (Using AWS Signature Version 4)". */
const DOCUMENTED_POLICY =
  "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";

const DOCUMENTED_FIELDS: Readonly<Record<string, string>> = {
  key: "user/user1/photo.jpg",
  acl: "public-read",
  success_action_redirect: "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html",
  "Content-Type": "image/jpeg",
  "x-amz-meta-uuid": "14365123651274",
  "x-amz-server-side-encryption": "AES256",
  "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
  "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
  "X-Amz-Date": "20151229T000000Z",
  "x-amz-meta-tag": "",
  Policy: DOCUMENTED_POLICY,
  "X-Amz-Signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
};

const NOW = new Date("2015-12-29T12:00:00Z");

const verify = (fields: Readonly<Record<string, string>>, bucket = "sigv4examplebucket", now = NOW) =>
  verifyPostPolicy(new Map(Object.entries(fields)), exampleSecrets, now, bucket);

describe("the documented form", () => {
  it("is let in", async () => {
    expect(await verify(DOCUMENTED_FIELDS)).toMatchObject({
      caller: { kind: "signed", accessKeyId: "AKIAIOSFODNN7EXAMPLE", scheme: "post-form" },
      payload: { kind: "form" },
      region: "us-east-1",
    });
  });

  it("is let in without the field that may be anything", async () => {
    const { "x-amz-meta-tag": _, ...fields } = DOCUMENTED_FIELDS;
    expect(await verify(fields)).toMatchObject({ caller: { kind: "signed" } });
  });

  it("is refused when it has expired", async () => {
    await expect(
      verify(DOCUMENTED_FIELDS, undefined, new Date("2015-12-30T12:00:00Z")),
    ).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Invalid according to Policy: Policy expired.",
    });
  });

  it.each([
    [{ key: "user/user2/x" }, '["starts-with", "$key", "user/user1/"]'],
    [{ acl: "private" }, '["eq", "$acl", "public-read"]'],
    [{ "Content-Type": "text/html" }, '["starts-with", "$Content-Type", "image/"]'],
    [{ "Content-Type": "image/png,text/html" }, '["starts-with", "$Content-Type", "image/"]'],
    [{ "x-amz-meta-uuid": "" }, '["eq", "$x-amz-meta-uuid", "14365123651274"]'],
  ])("is refused with %j", async (changed, condition) => {
    await expect(verify({ ...DOCUMENTED_FIELDS, ...changed })).rejects.toMatchObject({
      code: "AccessDenied",
      message: `Invalid according to Policy: Policy Condition failed: ${condition}`,
    });
  });

  it("is let in with a list of types that all match", async () => {
    expect(await verify({ ...DOCUMENTED_FIELDS, "Content-Type": "image/png, image/gif" })).toBeDefined();
  });

  it("is refused at another bucket, whatever its bucket field says", async () => {
    await expect(
      verify({ ...DOCUMENTED_FIELDS, bucket: "sigv4examplebucket" }, "other"),
    ).rejects.toMatchObject({
      message:
        'Invalid according to Policy: Policy Condition failed: ["eq", "$bucket", "sigv4examplebucket"]',
    });
  });

  it("is refused with fields that no condition covers, but for those to ignore", async () => {
    expect(await verify({ ...DOCUMENTED_FIELDS, "x-ignore-me": "1" })).toBeDefined();
    const fields = { ...DOCUMENTED_FIELDS, "X-Amz-Meta-Zeta": "1", tagging: "<Tagging/>" };
    await expect(verify(fields)).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Invalid according to Policy: Extra input fields: tagging, x-amz-meta-zeta",
    });
  });

  it("is refused with another policy, saying what was signed", async () => {
    const Policy = DOCUMENTED_POLICY.slice(0, -2);
    await expect(verify({ ...DOCUMENTED_FIELDS, Policy })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
      details: { StringToSign: Policy, SignatureProvided: DOCUMENTED_FIELDS["X-Amz-Signature"] },
    });
  });

  it.each(["Policy", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"])(
    "is refused without %s",
    async (name) => {
      await expect(verify({ ...DOCUMENTED_FIELDS, [name]: "" })).rejects.toMatchObject({
        code: "InvalidArgument",
        message: `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
      });
    },
  );

  it.each([
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA512"],
    ["X-Amz-Date", "yesterday"],
    ["X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20151228/us-east-1/s3/aws4_request"],
    ["X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE"],
  ])("is refused with %s %s", async (name, value) => {
    await expect(verify({ ...DOCUMENTED_FIELDS, [name]: value })).rejects.toMatchObject({
      code: "InvalidArgument",
    });
  });
});

it("takes a form without a signature for anonymous", async () => {
  for (const fields of [{ key: "k" }, { key: "k", policy: DOCUMENTED_POLICY }]) {
    expect(await verify(fields)).toMatchObject({ caller: { kind: "anonymous" }, payload: { kind: "form" } });
  }
});

describe("the documented SigV2 form", () => {
  /** S3 User Guide, "Browser-based uploads using POST (AWS signature version 2)", with the key of its time. */
  const fields = {
    key: "user/eric/MyPicture.jpg",
    acl: "public-read",
    success_action_redirect: "http://johnsmith.s3.amazonaws.com/successful_upload.html",
    "Content-Type": "image/jpeg",
    "x-amz-meta-uuid": "14365123651274",
    "x-amz-meta-tag": "Some,Tag,For,Picture",
    AWSAccessKeyId: "AKIAIOSFODNN7EXAMPLE",
    Policy:
      "eyAiZXhwaXJhdGlvbiI6ICIyMDA3LTEyLTAxVDEyOjAwOjAwLjAwMFoiLAogICJjb25kaXRpb25zIjogWwogICAgeyJidWNrZXQiOiAiam9obnNtaXRoIn0sCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci9lcmljLyJdLAogICAgeyJhY2wiOiAicHVibGljLXJlYWQifSwKICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL2pvaG5zbWl0aC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwKICAgIFsic3RhcnRzLXdpdGgiLCAiJENvbnRlbnQtVHlwZSIsICJpbWFnZS8iXSwKICAgIHsieC1hbXotbWV0YS11dWlkIjogIjE0MzY1MTIzNjUxMjc0In0sCiAgICBbInN0YXJ0cy13aXRoIiwgIiR4LWFtei1tZXRhLXRhZyIsICIiXQogIF0KfQo=",
    Signature: "0RavWzkygo6QX9caELEqKi9kDbU=",
  };
  const secrets = async () =>
    Promise.resolve({ secretAccessKey: "uV3F3YluFJax1cknvbcGwgjvx4QpvB+leU8dUj2o" });
  const now = new Date("2007-11-30T00:00:00Z");

  it("is let in", async () => {
    expect(await verifyPostPolicy(new Map(Object.entries(fields)), secrets, now, "johnsmith")).toMatchObject({
      caller: { kind: "signed", scheme: "post-form" },
    });
  });

  it.each([
    ["AWSAccessKeyId", "", "InvalidArgument"],
    ["Signature", "", "InvalidArgument"],
    ["Signature", "0RavWzkygo6QX9caELEqKi9kDbV=", "SignatureDoesNotMatch"],
  ])("is refused with %s %j", async (name, value, code) => {
    const form = new Map(Object.entries({ ...fields, [name]: value }));
    await expect(verifyPostPolicy(form, secrets, now, "johnsmith")).rejects.toMatchObject({ code });
  });
});

/** A form with this policy, rightly signed both ways. */
function signedForm(policy: unknown, fields: Readonly<Record<string, string>> = {}): Record<string, string> {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const Policy = Buffer.from(text).toString("base64");
  const Signature = signTextV2(EXAMPLE_CREDENTIALS.secretAccessKey, Policy);
  return { AWSAccessKeyId: EXAMPLE_CREDENTIALS.accessKeyId, Policy, Signature, ...fields };
}

const EXPIRATION = "2015-12-30T12:00:00Z";
const withConditions = (...conditions: unknown[]) => ({ expiration: EXPIRATION, conditions });

describe("a policy document", () => {
  it.each<[string, unknown]>([
    ["is no JSON", "{"],
    ["is no object", "[]"],
    ["has no expiration", { conditions: [] }],
    ["spells expiration in capitals", { EXPIRATION, conditions: [] }],
    ["has no conditions", { expiration: EXPIRATION }],
    ["spells conditions in capitals", { expiration: EXPIRATION, CONDITIONS: [] }],
    ["has no list of conditions", { expiration: EXPIRATION, conditions: {} }],
    ["expires at no ISO time", { expiration: "2015-12-30 12:00:00+00:00", conditions: [] }],
    ["expires on no day", { expiration: "2015-13-30T12:00:00Z", conditions: [] }],
    ["has an empty condition", withConditions({})],
    ["has a condition of two names", withConditions({ a: "1", b: "2" })],
    ["has a condition that is a word", withConditions("key")],
    ["has an unknown operator", withConditions(["ends-with", "$key", ".jpg"])],
    ["has a condition without a value", withConditions(["eq", "$key"])],
    ["has a value that is a list", withConditions({ key: ["a"] })],
    ["has a length range of one number", withConditions(["content-length-range", 0])],
    ["has a negative length", withConditions(["content-length-range", -1, 0])],
    ["has a length range upside down", withConditions(["content-length-range", 2, 1])],
  ])("is refused when it %s", async (_, policy) => {
    await expect(verify(signedForm(policy))).rejects.toMatchObject({
      code: "InvalidPolicyDocument",
      status: 400,
      message: expect.stringMatching(/^Invalid Policy: /),
    });
  });

  it.each<[string, unknown, Record<string, string>]>([
    ["a name without $", ["eq", "key", "a"], { key: "a" }],
    ["a value in another case", ["eq", "$key", "A"], { key: "a" }],
    ["an absent field", ["starts-with", "$x-amz-meta-foo", "bar"], {}],
    ["a length that is no number", ["content-length-range", "test", "10"], {}],
  ])("fails %s", async (_, condition, fields) => {
    await expect(verify(signedForm(withConditions(condition), fields))).rejects.toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("Policy Condition failed"),
    });
  });

  it("matches names and operators in any case", async () => {
    const policy = withConditions({ bUcKeT: "sigv4examplebucket" }, ["StArTs-WiTh", "$KeY", "foo"], {
      AcL: "private",
    });
    expect(await verify(signedForm(policy, { kEy: "foo.txt", aCl: "private" }))).toBeDefined();
  });

  it("unescapes what the page escapes, and keeps a backslash before a dollar sign", async () => {
    const policy = String.raw`{"expiration":"${EXPIRATION}","conditions":[{"bucket":"sigv4examplebucket"},{"key":"\$a\v\\$"}]}`;
    expect(await verify(signedForm(policy, { key: "$a\v\\$" }))).toBeDefined();
  });

  it("gives the length that all its ranges allow", async () => {
    const policy = withConditions(
      { bucket: "sigv4examplebucket" },
      ["content-length-range", 1, "1000"],
      ["content-length-range", 0, 10],
    );
    expect(await verify(signedForm(policy))).toMatchObject({
      contentLengthRange: { minBytes: 1, maxBytes: 10 },
    });
  });

  it("covers SigV4's own fields, and its session token", async () => {
    const day = "20151229";
    const credential = `${EXAMPLE_CREDENTIALS.accessKeyId}/${day}/eu-west-1/s3/aws4_request`;
    const own = {
      "x-amz-algorithm": "AWS4-HMAC-SHA256",
      "x-amz-credential": credential,
      "x-amz-date": `${day}T000000Z`,
      "x-amz-security-token": "token",
    };
    const scope = { day, region: "eu-west-1", service: "s3" };
    const sign = (...conditions: unknown[]) => {
      const policy = Buffer.from(JSON.stringify(withConditions(...conditions))).toString("base64");
      const key = deriveSigningKey(EXAMPLE_CREDENTIALS.secretAccessKey, scope);
      return new Map(Object.entries({ ...own, policy, "x-amz-signature": signText(key, policy) }));
    };
    const secrets = async () =>
      Promise.resolve({ secretAccessKey: EXAMPLE_CREDENTIALS.secretAccessKey, sessionToken: "token" });
    const covered = Object.entries({ ...own, bucket: "b" }).map(([name, value]) => ({ [name]: value }));
    expect(await verifyPostPolicy(sign(...covered), secrets, NOW, "b")).toMatchObject({
      caller: { sessionToken: "token" },
    });
    await expect(verifyPostPolicy(sign(...covered.toSpliced(3, 1)), secrets, NOW, "b")).rejects.toMatchObject(
      {
        message: "Invalid according to Policy: Extra input fields: x-amz-security-token",
      },
    );
    await expect(verifyPostPolicy(sign(...covered), exampleSecrets, NOW, "b")).rejects.toMatchObject({
      code: "InvalidToken",
    });
  });

  it("is not read before its signature is right", async () => {
    const form = { ...signedForm("{"), Signature: "wrong" };
    await expect(verify(form)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    await expect(verify({ ...signedForm("{"), AWSAccessKeyId: "nobody" })).rejects.toMatchObject({
      code: "InvalidAccessKeyId",
    });
  });
});
