import { describe, expect, test } from "vitest";
import type { Caller, S3Request } from "../../../../src/lib/wire/exchange.js";
import { targetOf } from "../../../../src/lib/proxy/upstream/target-of.js";

const HEADER: Caller = { kind: "signed", accessKeyId: "K", scheme: "header" };
const PRESIGNED: Caller = { kind: "signed", accessKeyId: "K", scheme: "presigned" };

function target(key: string | undefined, rawTarget: string, caller = HEADER, basePath = "/bucket"): string {
  const request = { bucket: "bucket", key, rawTarget, caller } as unknown as S3Request;
  const { rawPath, query } = targetOf(request, basePath);
  return query === "" ? rawPath : `${rawPath}?${query}`;
}

describe("the target of a request at the store", () => {
  test.each([
    [undefined, "/bucket", "/bucket"],
    [undefined, "/bucket/?uploads", "/bucket?uploads"],
    ["a b+c", "/bucket/a%20b%2Bc", "/bucket/a%20b%2Bc"],
    ["a//b/../c/", "/bucket/a//b/../c/", "/bucket/a//b/../c/"],
    ["é🙂", "/bucket/%C3%A9%F0%9F%99%82", "/bucket/%C3%A9%F0%9F%99%82"],
    ["(1)", "/bucket/(1)", "/bucket/%281%29"],
    ["k", "/bucket/k?uploads=&x-id=Y&prefix=a%2Fb", "/bucket/k?uploads=&x-id=Y&prefix=a%2Fb"],
    [undefined, "/bucket?prefix=a+b&prefix2=(%7e", "/bucket?prefix=a%20b&prefix2=%28~"],
  ])("of the key %s asked for as %s", (key, rawTarget, expected) => {
    expect(target(key, rawTarget)).toBe(expected);
  });

  test("is without the bucket where that is in the host", () => {
    expect(target("k", "/bucket/k", HEADER, "")).toBe("/k");
    expect(target(undefined, "/bucket?acl", HEADER, "")).toBe("/?acl");
  });

  test("has a path of the endpoint in front", () => {
    expect(target("k", "/bucket/k", HEADER, "/s3/bucket")).toBe("/s3/bucket/k");
  });

  test("loses a presigner's signature and headers, and nothing else", () => {
    const v4 = "X-Amz-Algorithm=A&versionId=v&X-Amz-Signature=s&x-amz-acl=private&response-content-type=t";
    expect(target("k", `/bucket/k?${v4}`, PRESIGNED)).toBe("/bucket/k?versionId=v&response-content-type=t");
    const v2 = "AWSAccessKeyId=K&Expires=1&Signature=s&partNumber=1&uploadId=u";
    expect(target("k", `/bucket/k?${v2}`, PRESIGNED)).toBe("/bucket/k?partNumber=1&uploadId=u");
    expect(target("k", "/bucket/k?Expires=1")).toBe("/bucket/k?Expires=1");
  });
});
