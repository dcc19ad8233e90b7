import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalQuery,
  canonicalRequest,
  foldSpaces,
} from "../../../../src/lib/wire/auth/canonical-request.js";
import { groupHeaders } from "../../../../src/lib/wire/auth/raw-request.js";

describe("canonicalQuery", () => {
  it.each([
    ["", ""],
    ["uploads", "uploads="],
    ["uploads=", "uploads="],
    ["b=2&a=1", "a=1&b=2"],
    ["a=2&a=1", "a=1&a=2"],
    ["a=1&a-b=2", "a=1&a-b=2"],
    ["A=1&a=2&B=3", "A=1&B=3&a=2"],
    ["prefix=a+b%20c", "prefix=a%20b%20c"],
    ["prefix=a%2Bb", "prefix=a%2Bb"],
    ["a=b=c", "a=b%3Dc"],
    ["&&a=1&", "a=1"],
    ["%61=%7E", "a=~"],
  ])("of %j is %j", (raw, canonical) => {
    expect(canonicalQuery(raw)).toBe(canonical);
  });

  it("leaves out what it is told to, in any case and however it is encoded", () => {
    expect(
      canonicalQuery("X-Amz-Signature=1&x-amz-signature=2&X%2DAmz-Signature=3&a=1", "x-amz-signature"),
    ).toBe("a=1");
  });

  it("does not depend on the order of the parameters", () => {
    const pairs = fc.array(
      fc.tuple(fc.constantFrom("a", "b", "a-", "%41"), fc.constantFrom("", "1", "%2F", "~")),
    );
    fc.assert(
      fc.property(pairs, (parameters) => {
        const raw = parameters.map(([name, value]) => `${name}=${value}`);
        expect(canonicalQuery(raw.toReversed().join("&"))).toBe(canonicalQuery(raw.join("&")));
      }),
    );
  });
});

describe("canonicalRequest", () => {
  it("joins repeated headers in the order sent, folds their spaces and leaves a missing one empty", () => {
    const headers = groupHeaders(["X-B", "  1  2 ", "Host", "h", "x-b", "3"]);
    const signedHeaders = ["host", "x-b", "x-c"];
    expect(
      canonicalRequest({ method: "GET", path: "/", query: "", headers, signedHeaders, payloadHash: "p" }),
    ).toBe("GET\n/\n\nhost:h\nx-b:1 2,3\nx-c:\n\nhost;x-b;x-c\np");
  });

  it("does not fold the byte A0, which is half a character in UTF-8", () => {
    const value = Buffer.from("à  à").toString("latin1");
    expect(Buffer.from(foldSpaces(value), "latin1").toString()).toBe("à à");
  });
});
