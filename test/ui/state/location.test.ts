import { describe, expect, it } from "vitest";
import { BUCKETS, crumbsOf, parentOf, uriOf, type Location } from "../../../src/ui/state/location.js";

const at = (prefix: string): Location => ({ kind: "prefix", bucket: "b", prefix });

describe("parentOf", () => {
  it.each([
    ["a/b/", at("a/"), "b/"],
    ["a/", at(""), "a/"],
    ["", BUCKETS, "b"],
    ["a//", at("a/"), "/"],
    ["/", at(""), "/"],
    ["a/b", at("a/"), "b"],
  ])("leads up from %s", (prefix, parent, name) => {
    expect(parentOf(at(prefix))).toEqual({ parent, name });
  });

  it("ends at the buckets", () => {
    expect(parentOf(BUCKETS)).toBeUndefined();
  });
});

it("names the folders on the way, empty ones too", () => {
  expect(crumbsOf(at("a//c/"))).toEqual(["b", "a", "", "c"]);
  expect(crumbsOf(at("a/b"))).toEqual(["b", "a", "b*"]);
  expect(crumbsOf(BUCKETS)).toEqual([]);
});

it("gives the address of a row", () => {
  expect(uriOf(at("a/"), "c.txt")).toBe("s3://b/a/c.txt");
  expect(uriOf(at("a/c"), "c.txt")).toBe("s3://b/a/c.txt");
  expect(uriOf(BUCKETS, "b")).toBe("s3://b");
});
