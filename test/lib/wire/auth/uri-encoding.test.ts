import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recode, recodePath, uriEncode, uriEncodePath } from "../../../../src/lib/wire/auth/uri-encoding.js";

describe("uriEncode", () => {
  it.each([
    ["", ""],
    ["AZaz09-._~", "AZaz09-._~"],
    ["a b+c/d%", "a%20b%2Bc%2Fd%25"],
    ["!'()*", "%21%27%28%29%2A"],
    ["é🜚", "%C3%A9%F0%9F%9C%9A"],
    ["\u0000\n", "%00%0A"],
    ["\ud800", "%EF%BF%BD"],
  ])("writes %j as %s", (text, encoded) => {
    expect(uriEncode(text)).toBe(encoded);
  });

  it("keeps slashes and dot segments of a key", () => {
    expect(uriEncodePath("/a//../b c/.")).toBe("/a//../b%20c/.");
  });

  it("is undone by decoding, and left alone by recode", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const encoded = uriEncode(text);
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
        expect(recode(encoded)).toBe(encoded);
        expect(recodePath(uriEncodePath(text))).toBe(uriEncodePath(text));
      }),
    );
  });
});

describe("recode", () => {
  it.each([
    ["%7e%41", "~A"],
    ["%c3%A9", "%C3%A9"],
    ["(a)", "%28a%29"],
    ["100%", "100%25"],
    ["%zz%4", "%25zz%254"],
    ["%2f%2F", "%2F%2F"],
    ["\u00e9", "%E9"],
  ])("spells %s as %s", (encoded, canonical) => {
    expect(recode(encoded)).toBe(canonical);
  });

  it("takes an encoded slash in a path for a slash, as S3 does", () => {
    expect(recodePath("/b/a%2fb%2Fc//..")).toBe("/b/a/b/c//..");
  });

  it("never changes what a component means, and settles at once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("%41", "%c3", "%A9", "a", "~", "(", "%", "+", "%2B", "%25")),
        (parts) => {
          const encoded = parts.join("");
          expect(recode(recode(encoded))).toBe(recode(encoded));
          expect(bytesOf(recode(encoded))).toBe(bytesOf(encoded));
        },
      ),
    );
  });
});

/** The bytes that a component stands for, in latin1; a percent sign that escapes nothing is itself. */
function bytesOf(encoded: string): string {
  return encoded.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
