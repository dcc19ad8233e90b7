import { array, assert as check, constantFrom, integer, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { narrowedListing } from "../../../src/lib/gateway/answers/narrowed-listing.js";
import { foldersBelow } from "../../../src/lib/gateway/authorization/visible-places.js";
import type { S3Request } from "../../../src/lib/wire/exchange.js";
import type { Operation } from "../../../src/lib/wire/operation.js";
import { parseXml, type XmlElement } from "../../../src/lib/wire/xml/parse-xml.js";
import { childrenOf, optionalText } from "../../../src/lib/wire/xml/read-element.js";

const ROOTS = ["ListBucketResult", "ListVersionsResult"] as const;

function list(operation: Operation, folders: readonly string[], query: Record<string, string>): XmlElement {
  const request = {
    operation,
    bucket: "data",
    query: new Map(Object.entries(query)),
  } as unknown as S3Request;
  const { body } = narrowedListing(request, folders);
  if (typeof body !== "string") throw new Error("The listing is no text");
  return parseXml(body, ...ROOTS);
}

/** The element that a page goes on with, and the parameter that takes it. */
const PAGING = {
  ListObjects: ["NextMarker", "marker"],
  ListObjectsV2: ["NextContinuationToken", "continuation-token"],
  ListObjectVersions: ["NextKeyMarker", "key-marker"],
} as const;

function readAll(
  operation: keyof typeof PAGING,
  folders: readonly string[],
  pageSize: number,
): readonly string[] {
  const [element, parameter] = PAGING[operation];
  const found: string[] = [];
  const query: Record<string, string> = { "max-keys": pageSize.toString(), "encoding-type": "url" };
  for (let pages = 0; pages <= folders.length; pages += 1) {
    const page = list(operation, folders, query);
    for (const prefix of childrenOf(page, "CommonPrefixes"))
      found.push(decodeURIComponent(optionalText(prefix, "Prefix") ?? ""));
    const next = optionalText(page, element);
    expect(optionalText(page, "IsTruncated")).toBe((next !== undefined).toString());
    if (next === undefined) return found;
    query[parameter] = operation === "ListObjectsV2" ? next : decodeURIComponent(next);
  }
  throw new Error("The pages have no end");
}

describe("a listing that shows the way to what one may read", () => {
  it("has each folder once, in order, however it is paged", () => {
    const names = array(
      string({ unit: constantFrom("a", "b", "é", "\u{1f600}", " ", "+", "%"), minLength: 1 }),
    );
    const operation = constantFrom("ListObjects", "ListObjectsV2", "ListObjectVersions");
    check(
      property(names, operation, integer({ min: 1, max: 5 }), (parts, kind, pageSize) => {
        const scopes = parts.map((part) => ({ bucket: "data", prefix: `top/${part}/deep/` }));
        const folders = foldersBelow(scopes, "top/");
        expect(new Set(folders)).toEqual(new Set(parts.map((part) => `top/${part}/`)));
        expect(readAll(kind, folders, pageSize)).toEqual(folders);
      }),
    );
  });

  it("shows folders alone that the scopes themselves name", () => {
    const prefix = (text: string) => ({ bucket: "data", prefix: text });
    const scopes = [
      prefix("a/b/"),
      prefix("a/bc"),
      prefix("a/"),
      prefix("x/y/"),
      { bucket: "data", key: "a/k/1" },
    ];
    expect(foldersBelow(scopes, "")).toEqual(["a/", "x/"]);
    expect(foldersBelow(scopes, "a/")).toEqual(["a/b/", "a/k/"]);
    expect(foldersBelow(scopes, "a/b")).toEqual(["a/b/"]);
    expect(foldersBelow(scopes, "z")).toEqual([]);
  });

  it("goes on where it was told to, and gives nothing where nothing was asked for", () => {
    const folders = ["a/", "b/", "c/"];
    const prefixes = (query: Record<string, string>) =>
      childrenOf(list("ListObjectsV2", folders, query), "CommonPrefixes").map((each) =>
        optionalText(each, "Prefix"),
      );
    expect(prefixes({ "start-after": "a/z" })).toEqual(["b/", "c/"]);
    expect(prefixes({ "start-after": "a" })).toEqual(["a/", "b/", "c/"]);
    expect(prefixes({ "max-keys": "0" })).toEqual([]);
    expect(() => list("ListObjectsV2", folders, { "max-keys": "-1" })).toThrow(/max-keys/);
  });
});
