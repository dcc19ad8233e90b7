import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHost } from "../../../../src/lib/wire/http/host.js";
import { parseRequestTarget } from "../../../../src/lib/wire/http/request-target.js";
import { parseResource } from "../../../../src/lib/wire/http/resource.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

const PATH_STYLE = { name: "127.0.0.1", bucket: undefined };

function refusalOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return error instanceof S3Error ? error.code : String(error);
  }
}

describe("a request target", () => {
  it.each([
    ["/", "/", "", {}],
    ["/b/k", "/b/k", "", {}],
    ["/b/k?", "/b/k", "", {}],
    ["/b?acl", "/b", "acl", { acl: "" }],
    ["/b?acl=", "/b", "acl=", { acl: "" }],
    ["/b?prefix=a%2Fb&delimiter=/", "/b", "prefix=a%2Fb&delimiter=/", { prefix: "a/b", delimiter: "/" }],
    ["/b?prefix=a+b%2B", "/b", "prefix=a+b%2B", { prefix: "a b+" }],
    ["/b?prefix=a=b?c", "/b", "prefix=a=b?c", { prefix: "a=b?c" }],
    ["/b?&&uploads&", "/b", "&&uploads&", { uploads: "" }],
    ["//b/../k", "//b/../k", "", {}],
  ])("%s is split without being normalised", (target, rawPath, rawQuery, query) => {
    const parsed = parseRequestTarget(target);
    expect({ ...parsed, query: Object.fromEntries(parsed.query) }).toEqual({ rawPath, rawQuery, query });
  });

  it.each([
    ["", "InvalidURI"],
    ["*", "InvalidURI"],
    ["http://host/b/k", "InvalidURI"],
    ["host:80", "InvalidURI"],
    ["b/k", "InvalidURI"],
    ["/b/k#f", "InvalidURI"],
    ["/b/k k", "InvalidURI"],
    ["/b/k\u0000", "InvalidURI"],
    ["/b/\u00e9", "InvalidURI"],
    ["/b?prefix=%", "InvalidURI"],
    ["/b?prefix=%GG", "InvalidURI"],
    ["/b?prefix=%C3", "InvalidURI"],
    ["/b?%FF=1", "InvalidURI"],
    ["/b?a=1&a=1", "InvalidArgument"],
    ["/b?a=1&%61=2", "InvalidArgument"],
  ])("%j is refused", (target, code) => {
    expect(refusalOf(() => parseRequestTarget(target))).toBe(code);
  });
});

describe("bucket and key in path style", () => {
  it.each([
    ["/", "service", undefined, undefined],
    ["/b", "bucket", "b", undefined],
    ["/b/", "bucket", "b", undefined],
    ["/b/k", "object", "b", "k"],
    ["/b//", "object", "b", "/"],
    ["/b//k", "object", "b", "/k"],
    ["/b/k/", "object", "b", "k/"],
    ["/b/./k/../x", "object", "b", "./k/../x"],
    ["/b/..", "object", "b", ".."],
    ["/b/a%2Fb", "object", "b", "a/b"],
    ["/b/%2e%2e/x", "object", "b", "../x"],
    ["/b/a+b", "object", "b", "a+b"],
    ["/b/a%2Bb%25", "object", "b", "a+b%"],
    ["/b/%00", "object", "b", "\u0000"],
    ["/b/%E6%97%A5%F0%9F%98%80", "object", "b", "日😀"],
    ["/b%2Fx/k", "object", "b/x", "k"],
  ])("%s", (path, kind, bucket, key) => {
    expect(parseResource(path, PATH_STYLE)).toEqual({ kind, bucket, key });
  });

  it.each([
    ["/b/%ff", "InvalidURI"],
    ["/b/%C0%AF", "InvalidURI"],
    ["/b/%ED%A0%80", "InvalidURI"],
    ["/b/%zz", "InvalidURI"],
    ["/b/%4", "InvalidURI"],
    ["//k", "InvalidBucketName"],
    [`/b/${"k".repeat(1025)}`, "KeyTooLongError"],
    [`/b/${"%C3%A9".repeat(513)}`, "KeyTooLongError"],
  ])("%s is refused", (path, code) => {
    expect(refusalOf(() => parseResource(path, PATH_STYLE))).toBe(code);
  });

  it("takes a key of exactly 1024 bytes", () => {
    expect(parseResource(`/b/${"%C3%A9".repeat(512)}`, PATH_STYLE).key).toHaveLength(512);
  });

  it("gives back every key that was encoded, whatever it holds", () => {
    const keys = fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 }).filter((key) => key !== "");
    fc.assert(
      fc.property(keys, (key) => {
        const encoded = encodeURIComponent(key);
        const { rawPath } = parseRequestTarget(`/bucket/${encoded}`);
        expect(parseResource(rawPath, PATH_STYLE)).toEqual({ kind: "object", bucket: "bucket", key });
      }),
    );
  });

  it("refuses or reads any bytes, and never fails otherwise", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const code = refusalOf(() => parseResource(parseRequestTarget(`/${text}`).rawPath, PATH_STYLE));
        expect([
          undefined,
          "InvalidURI",
          "InvalidArgument",
          "InvalidBucketName",
          "KeyTooLongError",
        ]).toContain(code);
      }),
    );
  });
});

describe("a Host header", () => {
  const suffixes = ["s3.example.com", "store"];
  it.each([
    ["127.0.0.1", undefined],
    ["127.0.0.1:9000", undefined],
    ["[::1]:9000", undefined],
    ["192.168.1.7", undefined],
    ["localhost", undefined],
    ["LocalHost:80", undefined],
    ["localhost.", undefined],
    ["photos.localhost:9000", "photos"],
    ["my.photos.localhost", "my.photos"],
    ["s3.example.com", undefined],
    ["photos.s3.example.com", "photos"],
    ["PHOTOS.s3.example.com:443", "photos"],
    ["store:9000", undefined],
  ])("%s is accepted", (header, bucket) => {
    expect(parseHost(header, suffixes).bucket).toBe(bucket);
  });

  it.each([
    [undefined, "InvalidRequest"],
    ["", "InvalidRequest"],
    ["a, b", "InvalidRequest"],
    ["local host", "InvalidRequest"],
    ["user@localhost", "InvalidRequest"],
    ["localhost:port", "InvalidRequest"],
    ["localhost/x", "InvalidRequest"],
    ["evil.example", "AccessDenied"],
    ["notlocalhost", "AccessDenied"],
    ["localhost.evil.example", "AccessDenied"],
    ["evils3.example.com", "AccessDenied"],
    [".localhost", "InvalidRequest"],
    ["2130706433", "AccessDenied"],
  ])("%s is refused", (header, code) => {
    expect(refusalOf(() => parseHost(header, suffixes))).toBe(code);
  });

  it("makes the whole path the key when it names the bucket", () => {
    const host = parseHost("photos.localhost", []);
    expect(parseResource("/", host)).toEqual({ kind: "bucket", bucket: "photos", key: undefined });
    expect(parseResource("//a/b", host)).toEqual({ kind: "object", bucket: "photos", key: "/a/b" });
  });
});
