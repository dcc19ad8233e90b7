import { describe, expect, test } from "vitest";
import {
  copiedObjectHeaders,
  newObjectHeaders,
  parseMtime,
} from "../../../src/lib/transfer/object-headers.js";

describe("headers of a new object", () => {
  test.each([
    ["index.html", "text/html"],
    ["data.JSON", "application/json"],
    ["archive.tar.gz", "application/gzip"],
    ["photo.jpeg", "image/jpeg"],
    ["no-extension", "application/octet-stream"],
    ["odd.zzz-unknown", "application/octet-stream"],
  ])("%s is %s", (fileName, type) => {
    expect(newObjectHeaders({}, { fileName })["content-type"]).toBe(type);
  });

  test("carry all that is set, values as UTF-8 bytes, tags encoded", () => {
    const settings = {
      metadata: { Author: "Zoë" },
      contentType: "text/x",
      cacheControl: "no-store",
      storageClass: "STANDARD_IA",
      acl: "private",
      tags: { "a b": "c&d", e: "=" },
    };
    expect(newObjectHeaders(settings, { fileName: "x.html", modifiedMs: 1_700_000_000_123 })).toMatchObject({
      "content-type": "text/x",
      "cache-control": "no-store",
      "x-amz-storage-class": "STANDARD_IA",
      "x-amz-acl": "private",
      "x-amz-tagging": "a%20b=c%26d&e=%3D",
      "x-amz-meta-author": "ZoÃ«",
      "x-amz-meta-mtime": "1700000000.123",
    });
  });
});

describe("modification times as metadata", () => {
  test.each([
    [0, "0"],
    [1000, "1"],
    [1_700_000_000_123.5, "1700000000.1235"],
    [-1500, "-1.5"],
  ])("%d ms is %s and back", (modifiedMs, text) => {
    const headers = newObjectHeaders({}, { fileName: "x", modifiedMs });
    expect(headers["x-amz-meta-mtime"]).toBe(text);
    expect(parseMtime({ "x-amz-meta-mtime": text })).toBeCloseTo(modifiedMs, 3);
  });

  test("reads what rclone writes, and nothing else", () => {
    expect(parseMtime({ "x-amz-meta-mtime": "1700000000.123456789" })).toBeCloseTo(1_700_000_000_123.456, 2);
    expect(parseMtime({ "x-amz-meta-mtime": "yesterday" })).toBeUndefined();
    expect(parseMtime({})).toBeUndefined();
  });
});

test("a copy keeps what the source has, except what is set", () => {
  const source = {
    "content-type": "text/plain",
    "cache-control": "max-age=1",
    "x-amz-meta-a": "1",
    etag: '"x"',
    "content-length": "5",
  };
  expect(copiedObjectHeaders({ cacheControl: "no-store" }, source)).toMatchObject({
    "content-type": "text/plain",
    "cache-control": "no-store",
    "x-amz-meta-a": "1",
  });
  const replaced = copiedObjectHeaders({ metadata: { b: "2" } }, source);
  expect(replaced["x-amz-meta-a"]).toBeUndefined();
  expect(replaced["x-amz-meta-b"]).toBe("2");
  expect(Object.keys(replaced)).not.toContain("etag");
});
