import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseXml, type XmlElement } from "../../../../src/lib/wire/xml/parse-xml.js";
import { renderXml } from "../../../../src/lib/wire/xml/render-xml.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

function leaf(name: string, text: string): XmlElement {
  return { name, attributes: {}, children: [], text };
}

describe("a request document", () => {
  it("is a tree of elements, with white space kept and prefixes dropped", () => {
    const document = `<?xml version="1.0"?>\n<s3:Tag xmlns:s3="urn:x" s3:id="1"><s3:Key> a </s3:Key><Value/></s3:Tag>\n`;
    expect(parseXml(document, "Tag")).toEqual({
      name: "Tag",
      attributes: { id: "1" },
      children: [leaf("Key", " a "), leaf("Value", "")],
      text: "",
    });
  });

  it.each([
    ["&amp;&lt;&gt;&quot;&apos;", "&<>\"'"],
    ["&#65;&#x42;&#x1F600;", "AB😀"],
    ["<![CDATA[a&amp;<b>]]>", "a&amp;<b>"],
    ["a<!-- c -->b", "ab"],
    ["a<![CDATA[b]]>&amp;c", "ab&c"],
    ["&amp;lt;", "&lt;"],
    ["日本\n\t ", "日本\n\t "],
  ])("has the text %j as %j", (xml, text) => {
    expect(parseXml(`<a>${xml}</a>`, "a").text).toBe(text);
  });

  it.each([
    ["nothing", ""],
    ["no element", "hello"],
    ["a start tag alone", "<a>"],
    ["crossed tags", "<a><b></a></b>"],
    ["two roots", "<a/><a/>"],
    ["another root", "<b/>"],
    ["a DTD", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`],
    ["an external entity", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`],
    ["an unknown entity", "<a>&nbsp;</a>"],
    ["an entity of Object's", "<a>&constructor;</a>"],
    ["a bare ampersand", "<a>x & y</a>"],
    ["an unfinished entity", "<a>&amp</a>"],
    ["a surrogate by reference", "<a>&#xD800;</a>"],
    ["a code point that does not exist", "<a>&#x110000;</a>"],
    ["a repeated attribute", `<a b="1" b="2"/>`],
    ["JSON", `{"a":1}`],
  ])("is refused when it is %s", (_name, document) => {
    expect(() => parseXml(document, "a")).toThrow(
      expect.objectContaining({ code: "MalformedXML", status: 400 }),
    );
  });

  it("is refused when it nests too deeply, without exhausting the stack", () => {
    for (const depth of [20, 1000, 100_000]) {
      const document = "<a>".repeat(depth) + "</a>".repeat(depth);
      expect(() => parseXml(document, "a")).toThrow(expect.objectContaining({ code: "MalformedXML" }));
    }
  });

  it("cannot reach Object's own properties", () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      try {
        const { children } = parseXml(`<a><${name}>1</${name}></a>`, "a");
        expect(children).toHaveLength(1);
      } catch (error) {
        expect(error).toMatchObject({ code: "MalformedXML" });
      }
    }
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
  });

  it("parses or is refused, whatever it holds", () => {
    const pieces = fc.constantFrom(
      "<a>",
      "</a>",
      "<a/>",
      "<",
      ">",
      "&",
      ";",
      "]]>",
      "<![CDATA[",
      "<!--",
      "-->",
      "<?",
      "?>",
      "x",
      '"',
      "=",
      " ",
      "<!DOCTYPE",
      "\u0000",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        try {
          expect(parseXml(`<a>${parts.join("")}</a>`, "a").name).toBe("a");
        } catch (error) {
          expect(error).toBeInstanceOf(S3Error);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an answer's document", () => {
  it("has elements in the order given, repeated for lists, left out for undefined", () => {
    const xml = renderXml("ListBucketResult", {
      Name: "b",
      Prefix: "",
      Marker: undefined,
      MaxKeys: 1000,
      IsTruncated: false,
      Contents: [{ Key: "a" }, { Key: "b", LastModified: new Date(0) }],
      CommonPrefixes: [],
    });
    expect(xml).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
        "<Name>b</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>" +
        "<Contents><Key>a</Key></Contents><Contents><Key>b</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified></Contents>" +
        "</ListBucketResult>",
    );
  });

  it.each([
    ['"etag"', "&quot;etag&quot;"],
    ["a<b>&c", "a&lt;b&gt;&amp;c"],
    ["'", "'"],
    ["a\rb\n\tc", "a&#xD;b&#xA;&#x9;c"],
    ["\u0001\u007f", "&#x1;&#x7F;"],
    ["日😀", "日😀"],
  ])("escapes %j as %j", (text, escaped) => {
    expect(renderXml("a", text, "")).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n<a>${escaped}</a>`);
  });

  it("is read back as it was written", () => {
    const text = fc.string({ unit: "binary", maxLength: 50 }).filter((value) => value.isWellFormed());
    fc.assert(
      fc.property(text, (value) => {
        expect(parseXml(renderXml("a", { b: value }), "a").children[0]?.text).toBe(value);
      }),
    );
  });
});
