import { describe, expect, it } from "vitest";
import { authenticate } from "../../../../src/lib/wire/auth/authenticate.js";
import { signTextV2 } from "../../../../src/lib/wire/auth/sign-text-v2.js";
import { EXAMPLE_CREDENTIALS, exampleSecrets } from "./example-credentials.js";

/** S3 User Guide, "Signing and authenticating REST requests", examples; `bucket` is in the host name there. */
const EXAMPLES = [
  {
    name: "object GET",
    method: "GET",
    rawTarget: "/photos/puppy.jpg",
    bucket: "awsexamplebucket1",
    headers: { date: "Tue, 27 Mar 2007 19:36:42 +0000" },
    signature: "qgk2+6Sv9/oM7G3qLEjTH1a1l1g=",
  },
  {
    name: "object PUT",
    method: "PUT",
    rawTarget: "/photos/puppy.jpg",
    bucket: "awsexamplebucket1",
    headers: {
      "content-type": "image/jpeg",
      "content-length": "94328",
      date: "Tue, 27 Mar 2007 21:15:45 +0000",
    },
    signature: "iqRzw+ileNPu1fhspnRs8nOjjIA=",
  },
  {
    name: "list",
    method: "GET",
    rawTarget: "/?prefix=photos&max-keys=50&marker=puppy",
    bucket: "awsexamplebucket1",
    headers: { "user-agent": "Mozilla/5.0", date: "Tue, 27 Mar 2007 19:42:41 +0000" },
    signature: "m0WP8eCtspQl5Ahe6L1SozdX9YA=",
  },
  {
    name: "fetch of a sub-resource",
    method: "GET",
    rawTarget: "/?acl",
    bucket: "awsexamplebucket1",
    headers: { date: "Tue, 27 Mar 2007 19:44:46 +0000" },
    signature: "82ZHiFIjc+WbcwFKGUVEQspPn+0=",
  },
  {
    name: "list all my buckets",
    method: "GET",
    rawTarget: "/",
    bucket: undefined,
    headers: { date: "Wed, 28 Mar 2007 01:29:59 +0000" },
    signature: "qGdzdERIC03wnaRNKh6OqZehG9s=",
  },
  {
    name: "Unicode keys",
    method: "GET",
    rawTarget: "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
    bucket: undefined,
    headers: { date: "Wed, 28 Mar 2007 01:49:49 +0000" },
    signature: "DNEZGsoieTZ92F3bUfSPQcbGmlM=",
  },
] as const;

describe("the SigV2 examples of the S3 User Guide", () => {
  it.each(EXAMPLES)("are let in: $name", async ({ method, rawTarget, bucket, headers, signature }) => {
    const authorization = `AWS ${EXAMPLE_CREDENTIALS.accessKeyId}:${signature}`;
    const rawHeaders = Object.entries({ ...headers, authorization }).flat();
    const options = { now: new Date(headers.date), virtualHostBucket: bucket };
    expect(await authenticate({ method, rawTarget, rawHeaders }, exampleSecrets, options)).toMatchObject({
      caller: { kind: "signed", accessKeyId: EXAMPLE_CREDENTIALS.accessKeyId, scheme: "header" },
      payload: { kind: "unsigned" },
    });
  });

  it.each(EXAMPLES)("are refused with another path: $name", async (example) => {
    const authorization = `AWS ${EXAMPLE_CREDENTIALS.accessKeyId}:${example.signature}`;
    const rawHeaders = Object.entries({ ...example.headers, authorization }).flat();
    const options = { now: new Date(example.headers.date), virtualHostBucket: example.bucket };
    const request = { method: example.method, rawTarget: `/other${example.rawTarget}`, rawHeaders };
    await expect(authenticate(request, exampleSecrets, options)).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });
});

describe("the query string example of the S3 User Guide", () => {
  const presigned = (more = "") => ({
    method: "GET",
    rawTarget: `/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620${more}`,
    rawHeaders: ["host", "johnsmith.s3.amazonaws.com"],
  });
  const at = (epochSeconds: number, more?: string) =>
    authenticate(presigned(more), exampleSecrets, {
      now: new Date(epochSeconds * 1000),
      virtualHostBucket: "johnsmith",
    });

  it("is let in until its last second", async () => {
    expect(await at(1_175_139_620)).toMatchObject({ caller: { kind: "signed", scheme: "presigned" } });
  });

  it("is refused from then on", async () => {
    await expect(at(1_175_139_621)).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Request has expired",
      details: { Expires: "2007-03-29T03:40:20Z", ServerTime: "2007-03-29T03:40:21Z" },
    });
  });

  it.each(["&legal-hold", "&retention=", "&attributes", "&encryption", "&publicAccessBlock", "&unknown=1"])(
    "is refused with %s added, which its signature does not cover",
    async (more) => {
      await expect(at(1_175_139_620, more)).rejects.toMatchObject({
        code: "AccessDenied",
        message: expect.stringContaining("signature_version='s3v4'"),
      });
    },
  );

  it.each(["&acl", "&uploadId=1", "&versionId=x", "&x-amz-acl=public-read", "&content-type=text/html"])(
    "does not match with %s added",
    async (more) => {
      await expect(at(1_175_139_620, more)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    },
  );

  it.each([
    ["Expires=tomorrow", "AccessDenied"],
    ["Expires=", "AccessDenied"],
  ])("is refused with %s", async (expires, code) => {
    const rawTarget = `/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=x&${expires}`;
    const request = { method: "GET", rawTarget, rawHeaders: ["host", "h"] };
    await expect(authenticate(request, exampleSecrets, { now: new Date() })).rejects.toMatchObject({ code });
  });

  it.each(["AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE", "Signature=x&Expires=1", "AWSAccessKeyId=A&Signature=x"])(
    "is refused when only %s is there",
    async (query) => {
      const request = { method: "GET", rawTarget: `/k?${query}`, rawHeaders: ["host", "h"] };
      await expect(authenticate(request, exampleSecrets, { now: new Date() })).rejects.toMatchObject({
        code: "AccessDenied",
      });
    },
  );
});

describe("what boto3 signs with SigV2", () => {
  const now = new Date("2026-11-22T00:44:00Z");

  it("keeps runs of spaces in header values", async () => {
    const headers = {
      "Content-Type": "text/plain; charset=utf-8",
      "x-amz-meta-a": "x  y",
      "x-amz-meta-b": "z",
      "x-amz-acl": "private",
      "x-amz-checksum-crc32": "NhCmhg==",
      "x-amz-sdk-checksum-algorithm": "CRC32",
      Date: "Sun, 22 Nov 2026 00:43:45 GMT",
      Authorization: "AWS AKIAIOSFODNN7EXAMPLE:mzTTJjj08DiqqqKxFErEyRycql8=",
    };
    const rawHeaders = Object.entries(headers).flat();
    const inPath = { method: "PUT", rawTarget: "/bucket/a", rawHeaders };
    expect(await authenticate(inPath, exampleSecrets, { now })).toMatchObject({ caller: { kind: "signed" } });
    const inHost = { method: "PUT", rawTarget: "/a", rawHeaders };
    expect(await authenticate(inHost, exampleSecrets, { now, virtualHostBucket: "bucket" })).toMatchObject({
      caller: { kind: "signed" },
    });
  });

  it("ends a bucket's path with a slash that it does not send", async () => {
    const rawTarget =
      "/bucket?list-type=2&prefix=a&encoding-type=url&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=amxsFLK6Glc9nyRCJd%2Bw4M1jneU%3D&Expires=1795309125";
    const request = { method: "GET", rawTarget, rawHeaders: ["host", "s3.localhost:9999"] };
    expect(await authenticate(request, exampleSecrets, { now })).toMatchObject({
      caller: { scheme: "presigned" },
    });
    const other = { ...request, rawTarget: rawTarget.replace("/bucket", "/bucket2") };
    await expect(authenticate(other, exampleSecrets, { now })).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });

  it("moves content-type and x-amz-* into a presigned URL, from where they are handed on", async () => {
    const rawTarget =
      "/bucket/k?content-type=text%2Fplain&x-amz-meta-a=b%20c&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1795309125&Signature=";
    const text = "PUT\n\ntext/plain\n1795309125\nx-amz-meta-a:b c\n/bucket/k";
    const signature = encodeURIComponent(signTextV2(EXAMPLE_CREDENTIALS.secretAccessKey, text));
    const request = { method: "PUT", rawTarget: rawTarget + signature, rawHeaders: ["host", "h"] };
    expect(await authenticate(request, exampleSecrets, { now })).toMatchObject({
      hoistedHeaders: { "content-type": "text/plain", "x-amz-meta-a": "b c" },
    });
  });
});
