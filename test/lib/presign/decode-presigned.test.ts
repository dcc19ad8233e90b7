import { describe, expect, it } from "vitest";
import { decodePresigned } from "../../../src/lib/presign/decode-presigned.js";

const NOW = new Date("2013-05-24T12:00:00Z");
/** Source: S3 API Reference, "Authenticating Requests: Using Query Parameters", the example. */
const EXAMPLE =
  "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
  "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
  "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
  "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

const POLICY = {
  expiration: "2013-05-24T13:00:00.000Z",
  conditions: [
    { bucket: "b" },
    ["starts-with", "$key", "in/"],
    ["starts-with", "$Content-Type", ""],
    ["eq", "$acl", "private"],
    ["content-length-range", 1, 9],
    { "x-amz-credential": "AKID/20130524/us-east-1/s3/aws4_request" },
  ],
};
const BASE64 = Buffer.from(JSON.stringify(POLICY)).toString("base64");

describe("decoding a URL", () => {
  it("reads the documented example", () => {
    expect(decodePresigned(EXAMPLE, NOW)).toMatchObject({
      kind: "url",
      signature: "SigV4",
      host: "examplebucket.s3.amazonaws.com",
      path: "/test.txt",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      scope: "20130524/us-east-1/s3",
      expiresAt: new Date("2013-05-25T00:00:00Z"),
      secondsLeft: 43_200,
      requiredHeaders: [],
      parameters: {},
    });
  });

  it("reads one of Signature Version 2", () => {
    const url = "https://b.example.com/k?AWSAccessKeyId=AKID&Expires=1369400400&Signature=abc%3D&versionId=7";
    expect(decodePresigned(url, NOW)).toMatchObject({
      signature: "SigV2",
      accessKeyId: "AKID",
      secondsLeft: 3600,
      parameters: { versionId: "7" },
    });
  });

  it.each([
    "https://",
    "https://example.com/k",
    "https://example.com/%ff?X-Amz-Credential=a",
    EXAMPLE.replace("20130524T000000Z", "yesterday"),
    EXAMPLE.replace("=86400", "=soon"),
    EXAMPLE.replace("%2Faws4_request", ""),
  ])("refuses %s", (text) => {
    expect(() => decodePresigned(text, NOW)).toThrow(expect.objectContaining({ code: "NotPresigned" }));
  });
});

describe("decoding a form", () => {
  it.each([
    ["its policy", BASE64],
    ["its fields", JSON.stringify({ policy: BASE64 })],
    ["boto3's answer", JSON.stringify({ url: "https://b/", fields: { key: "in/", policy: BASE64 } })],
    ["a page", `<form action="https://b/"><input type="hidden" name="policy" value="${BASE64}" /></form>`],
  ])("from %s", (_what, text) => {
    expect(decodePresigned(text, NOW)).toMatchObject({
      kind: "form",
      accessKeyId: "AKID",
      scope: "20130524/us-east-1/s3",
      secondsLeft: 3600,
      meanings: [
        "bucket must be b",
        "key must begin with in/",
        "Content-Type may be anything",
        "acl must be private",
        "the file must have 1 to 9 bytes",
        "x-amz-credential must be AKID/20130524/us-east-1/s3/aws4_request",
      ],
    });
  });

  it.each(["", "e30=", "{}", "<form></form>", "bm8=", '{"policy": 7}', "[]"])("refuses %j", (text) => {
    expect(() => decodePresigned(text, NOW)).toThrow(expect.objectContaining({ code: "NotPresigned" }));
  });
});
