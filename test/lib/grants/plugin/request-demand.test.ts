import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commonPrefix } from "../../../../src/lib/grants/plugin/common-prefix.js";
import { parseCopySource } from "../../../../src/lib/grants/plugin/copy-source.js";
import { formatGrantScope, parseGrantScope } from "../../../../src/lib/grants/plugin/grant-scope.js";
import { demandOf, type RequestInput } from "../../../../src/lib/grants/plugin/request-demand.js";

const objects = (...keys: string[]) => ({ Objects: keys.map((Key) => ({ Key })) });

describe("what a request asks of S3 Access Grants", () => {
  test.each<[operation: string, input: RequestInput, permission: string, target: string]>([
    ["GetObject", { Key: "a/b" }, "READ", "s3://b/a/b"],
    ["HeadObject", { Key: "a/b" }, "READ", "s3://b/a/b"],
    ["GetObjectAcl", { Key: "a" }, "READ", "s3://b/a"],
    ["GetObjectAttributes", { Key: "a" }, "READ", "s3://b/a"],
    ["ListParts", { Key: "a" }, "READ", "s3://b/a"],
    ["SelectObjectContent", { Key: "a" }, "READ", "s3://b/a"],
    ["ListObjects", {}, "READ", "s3://b/*"],
    ["ListObjectsV2", { Prefix: "bob" }, "READ", "s3://b/bob*"],
    ["ListObjectsV2", { Prefix: "bob/" }, "READ", "s3://b/bob/*"],
    ["ListObjectVersions", { Prefix: "x" }, "READ", "s3://b/x*"],
    ["ListMultipartUploads", { Prefix: "x" }, "READ", "s3://b/x*"],
    ["HeadBucket", {}, "READ", "s3://b/*"],
    ["PutObject", { Key: "a" }, "WRITE", "s3://b/a"],
    ["PutObjectAcl", { Key: "a" }, "WRITE", "s3://b/a"],
    ["DeleteObject", { Key: "a" }, "WRITE", "s3://b/a"],
    ["CreateMultipartUpload", { Key: "a" }, "WRITE", "s3://b/a"],
    ["UploadPart", { Key: "a" }, "WRITE", "s3://b/a"],
    ["CompleteMultipartUpload", { Key: "a" }, "WRITE", "s3://b/a"],
    ["AbortMultipartUpload", { Key: "a" }, "WRITE", "s3://b/a"],
    ["DeleteObjects", { Delete: objects("only/one") }, "WRITE", "s3://b/only/one"],
    ["DeleteObjects", { Delete: objects("x/y/z", "x/yy/z") }, "WRITE", "s3://b/x/y*"],
    ["DeleteObjects", { Delete: objects("a/b/x1", "a/b") }, "WRITE", "s3://b/a/b*"],
    ["DeleteObjects", { Delete: objects("aa/b", "aa") }, "WRITE", "s3://b/aa*"],
    ["DeleteObjects", { Delete: objects("log1", "log2") }, "WRITE", "s3://b/log*"],
    ["DeleteObjects", { Delete: objects("a", "b") }, "WRITE", "s3://b/*"],
    ["CopyObject", { Key: "p/new", CopySource: "b/p/old" }, "READWRITE", "s3://b/p/*"],
    ["CopyObject", { Key: "p/new", CopySource: "/b/p/old" }, "READWRITE", "s3://b/p/*"],
    ["CopyObject", { Key: "p/same", CopySource: "b/p/same" }, "READWRITE", "s3://b/p/same"],
    ["CopyObject", { Key: "p q", CopySource: "b/p%20q" }, "READWRITE", "s3://b/p q"],
    ["CopyObject", { Key: "p", CopySource: "b/p?versionId=v1" }, "READWRITE", "s3://b/p"],
    ["UploadPartCopy", { Key: "p/new", CopySource: "b/p/old" }, "READWRITE", "s3://b/p/*"],
  ])("%s %j", (operation, input, permission, target) => {
    const demand = demandOf(operation, { Bucket: "b", ...input });
    expect(demand?.permission).toBe(permission);
    expect(demand?.scope === undefined ? undefined : formatGrantScope(demand.scope)).toBe(target);
  });

  test.each<[operation: string, input: RequestInput]>([
    ["GetObjectTagging", { Bucket: "b", Key: "a" }],
    ["PutObjectTagging", { Bucket: "b", Key: "a" }],
    ["RestoreObject", { Bucket: "b", Key: "a" }],
    ["RenameObject", { Bucket: "b", Key: "a" }],
    ["ListBuckets", {}],
    ["CreateBucket", { Bucket: "b" }],
    ["PutBucketPolicy", { Bucket: "b" }],
    ["GetObject", { Bucket: "arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", Key: "a" }],
    ["GetObject", { Bucket: "ap-hash-s3alias", Key: "a" }],
    ["GetObject", { Bucket: "name--euw1-az1--x-s3", Key: "a" }],
    ["DeleteObjects", { Bucket: "b", Delete: { Objects: [] } }],
    ["CopyObject", { Bucket: "b", Key: "a", CopySource: "arn:aws:s3:eu-west-1:1:accesspoint/ap/object/x" }],
    ["CopyObject", { Bucket: "b", Key: "a", CopySource: "nothing" }],
  ])("%s %j: nothing", (operation, input) => {
    expect(demandOf(operation, input)).toBeUndefined();
  });

  test("a copy between two buckets has no scope", () => {
    const demand = demandOf("CopyObject", { Bucket: "b", Key: "k", CopySource: "other/k" });
    expect(demand).toMatchObject({ permission: "READWRITE", scope: undefined });
  });
});

describe("the common beginning of keys", () => {
  const key = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }),
    fc.string({ unit: fc.constantFrom("a", "/", "😀", "😁"), minLength: 1 }),
  );

  test("is a beginning of every key, and no longer one is", () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 8 }), (keys) => {
        const shared = commonPrefix(keys);
        expect(keys.every((one) => one.startsWith(shared))).toBe(true);
        const [first = ""] = keys;
        const next = Array.from(first.slice(shared.length)).at(0);
        expect(next === undefined || keys.some((one) => !one.startsWith(shared + next))).toBe(true);
        expect(shared.isWellFormed() || !keys.every((one) => one.isWellFormed())).toBe(true);
      }),
    );
  });

  test("does not depend on the keys' order", () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 2, maxLength: 6 }), (keys) => {
        expect(commonPrefix(keys.toReversed())).toBe(commonPrefix(keys));
      }),
    );
  });

  test("ends between characters", () => {
    expect(commonPrefix(["x😀", "x😁"])).toBe("x");
  });
});

describe("the source of a copy", () => {
  test.each([
    ["b/k", { bucket: "b", key: "k", versionId: undefined }],
    ["/b/k", { bucket: "b", key: "k", versionId: undefined }],
    ["/b//k", { bucket: "b", key: "/k", versionId: undefined }],
    ["b/a%3Fb?versionId=1", { bucket: "b", key: "a?b", versionId: "1" }],
    ["b%2Fk", { bucket: "b", key: "k", versionId: undefined }],
    ["b/100%", { bucket: "b", key: "100%", versionId: undefined }],
    ["b/", undefined],
    ["b", undefined],
    ["", undefined],
    ["b/k?other=1", undefined],
  ])("%s", (source, expected) => {
    expect(parseCopySource(source)).toEqual(expected);
  });
});

describe("the scope that the service answers", () => {
  test.each([
    ["s3://bucket/bob/*", { bucket: "bucket", prefix: "bob/" }],
    ["s3://bucket/prefixA**", { bucket: "bucket", prefix: "prefixA" }],
    ["s3://bucket/*", { bucket: "bucket", prefix: "" }],
    ["s3://bucket*", { bucket: "bucket", prefix: "" }],
    ["s3://bucket", { bucket: "bucket", prefix: "" }],
    ["s3://*", { bucket: "", prefix: "" }],
    ["s3://bucket/one.txt", { bucket: "bucket", key: "one.txt" }],
    ["https://bucket/x", undefined],
    ["s3:///x", undefined],
  ])("%s", (text, expected) => {
    expect(parseGrantScope(text)).toEqual(expected);
  });
});
