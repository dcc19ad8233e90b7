import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareUtf8, decodeKey, nameDecoder, unquote } from "../../../src/lib/s3/keys.js";

const text = fc.string({ unit: "binary" });

describe("compareUtf8", () => {
  test("orders any two keys as their UTF-8 bytes are ordered", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareUtf8(a, b))).toBe(bytes);
      }),
    );
  });

  test.each([
    ["｡", "𐀀"],
    ["a", "ab"],
    ["Z", "a"],
    ["~", "é"],
  ])("puts %s before %s", (first, second) => {
    expect(compareUtf8(first, second)).toBeLessThan(0);
    expect(compareUtf8(second, first)).toBeGreaterThan(0);
  });
});

describe("decodeKey", () => {
  test("undoes what a store encodes, a space as + included", () => {
    fc.assert(
      fc.property(text, (key) => {
        expect(decodeKey(encodeURIComponent(key).replaceAll("%20", "+"))).toBe(key);
      }),
    );
  });

  test("leaves alone what is not percent-encoded text", () => {
    expect(decodeKey("100%")).toBe("100%");
    expect(decodeKey("%ff%fe")).toBe("%ff%fe");
  });
});

test("names are decoded only when the answer says that they are encoded", () => {
  expect(nameDecoder("url")("a+b%2Bc")).toBe("a b+c");
  expect(nameDecoder(undefined)("a+b%2Bc")).toBe("a+b%2Bc");
});

test("an ETag loses its quotes, and nothing else", () => {
  expect(unquote('"abc-2"')).toBe("abc-2");
  expect(unquote("abc")).toBe("abc");
  expect(unquote('W/"abc"')).toBe('W/"abc"');
});
