import * as fc from "fast-check";
import { expect, it } from "vitest";
import { encodeKeyForUrl } from "../../../../src/lib/wire/xml/encode-key.js";

it.each([
  ["plain/key-1_2.txt", "plain/key-1_2.txt"],
  ["a b", "a%20b"],
  ["a+b", "a%2Bb"],
  ["100%", "100%25"],
  ["a*b~c'(d)!", "a*b%7Ec%27%28d%29%21"],
  ["é日", "%C3%A9%E6%97%A5"],
  ["\n\u0001", "%0A%01"],
  ["?&=#", "%3F%26%3D%23"],
  ["//..//", "//..//"],
])("encoding-type=url writes %j as %j", (key, encoded) => {
  expect(encodeKeyForUrl(key)).toBe(encoded);
});

it("is undone by what SDKs decode with, whatever the key", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (key) => {
      const encoded = encodeKeyForUrl(key);
      expect(decodeURIComponent(encoded)).toBe(key);
      expect(decodeURIComponent(encoded.replaceAll("+", " "))).toBe(key);
    }),
  );
});
