import { describe, expect, it } from "vitest";
import { readCompleteMultipartUpload } from "../../../../../src/lib/wire/xml/documents/complete-multipart-upload.js";
import { readCorsConfiguration } from "../../../../../src/lib/wire/xml/documents/cors-configuration.js";
import { readDelete } from "../../../../../src/lib/wire/xml/documents/delete.js";
import { readTagging } from "../../../../../src/lib/wire/xml/documents/tagging.js";

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

describe("Delete", () => {
  const none = { ifMatch: undefined, ifLastModified: undefined, ifSizeBytes: undefined };

  it("names keys, versions and conditions", () => {
    const document = `<Delete ${NAMESPACE}><Quiet>true</Quiet><Object><Key> a&amp;b </Key></Object>
      <Object><Key>k</Key><VersionId>v</VersionId><ETag>"e"</ETag><Size>3</Size><LastModifiedTime>t</LastModifiedTime></Object></Delete>`;
    expect(readDelete(document)).toEqual({
      quiet: true,
      objects: [
        { key: " a&b ", versionId: undefined, conditions: none },
        { key: "k", versionId: "v", conditions: { ifMatch: '"e"', ifLastModified: "t", ifSizeBytes: "3" } },
      ],
    });
  });

  it("takes a thousand keys, and not one more", () => {
    const documentOf = (count: number) => `<Delete>${"<Object><Key>k</Key></Object>".repeat(count)}</Delete>`;
    expect(readDelete(documentOf(1000)).objects).toHaveLength(1000);
    expect(() => readDelete(documentOf(1001))).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });

  it.each([
    ["no objects", "<Delete/>"],
    ["an object without key", "<Delete><Object><VersionId>v</VersionId></Object></Delete>"],
    ["an empty key", "<Delete><Object><Key/></Object></Delete>"],
    ["two keys in an object", "<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>"],
    ["a quietness of its own", "<Delete><Quiet>maybe</Quiet><Object><Key>a</Key></Object></Delete>"],
  ])("is refused with %s", (_name, document) => {
    expect(() => readDelete(document)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
  });
});

describe("CompleteMultipartUpload", () => {
  it("names parts in the order sent, ETags with or without quotes, and checksums", () => {
    const document = `<CompleteMultipartUpload ${NAMESPACE}>
      <Part><ETag>&quot;e2&quot;</ETag><PartNumber>2</PartNumber><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>
      <Part><PartNumber>1</PartNumber><ETag>e1</ETag></Part></CompleteMultipartUpload>`;
    expect(readCompleteMultipartUpload(document)).toEqual([
      { partNumber: 2, etag: "e2", checksums: { CRC32: "AAAAAA==" } },
      { partNumber: 1, etag: "e1", checksums: {} },
    ]);
  });

  it.each([
    ["no parts", ""],
    ["a part without number", "<Part><ETag>e</ETag></Part>"],
    ["a part without ETag", "<Part><PartNumber>1</PartNumber></Part>"],
    ["number 0", "<Part><PartNumber>0</PartNumber><ETag>e</ETag></Part>"],
    ["number 10,001", "<Part><PartNumber>10001</PartNumber><ETag>e</ETag></Part>"],
    ["a number that is none", "<Part><PartNumber>-1</PartNumber><ETag>e</ETag></Part>"],
    ["too many parts", "<Part><PartNumber>1</PartNumber><ETag>e</ETag></Part>".repeat(10_001)],
  ])("is refused with %s", (_name, parts) => {
    const document = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`;
    expect(() => readCompleteMultipartUpload(document)).toThrow(
      expect.objectContaining({ code: "MalformedXML" }),
    );
  });
});

describe("Tagging", () => {
  it("is a list of pairs, as sent", () => {
    const document = `<Tagging><TagSet><Tag><Key>a</Key><Value> 1 </Value></Tag><Tag><Value/><Key>b</Key></Tag></TagSet></Tagging>`;
    expect(readTagging(document)).toEqual([
      ["a", " 1 "],
      ["b", ""],
    ]);
    expect(readTagging("<Tagging><TagSet/></Tagging>")).toEqual([]);
  });

  it.each([["<Tagging/>"], ["<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>"]])(
    "is refused as %s",
    (document) => {
      expect(() => readTagging(document)).toThrow(expect.objectContaining({ code: "MalformedXML" }));
    },
  );
});

describe("CORSConfiguration", () => {
  const rule = (inner: string) => `<CORSConfiguration><CORSRule>${inner}</CORSRule></CORSConfiguration>`;
  const minimal = "<AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>";

  it("is a list of rules", () => {
    const document = rule(
      `<ID>x</ID>${minimal}<AllowedMethod>PUT</AllowedMethod><AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds>`,
    );
    expect(readCorsConfiguration(document)).toEqual([
      {
        id: "x",
        allowedOrigins: ["*"],
        allowedMethods: ["GET", "PUT"],
        allowedHeaders: ["x-amz-*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: 60,
      },
    ]);
  });

  it.each([
    ["no rules", "<CORSConfiguration/>", "MalformedXML"],
    [
      "too many rules",
      `<CORSConfiguration>${`<CORSRule>${minimal}</CORSRule>`.repeat(101)}</CORSConfiguration>`,
      "MalformedXML",
    ],
    ["no origin", rule("<AllowedMethod>GET</AllowedMethod>"), "MalformedXML"],
    ["no method", rule("<AllowedOrigin>*</AllowedOrigin>"), "MalformedXML"],
    ["an unknown method", rule(`${minimal}<AllowedMethod>PATCH</AllowedMethod>`), "InvalidRequest"],
    ["a method in lower case", rule(`${minimal}<AllowedMethod>get</AllowedMethod>`), "InvalidRequest"],
    ["two wildcards in an origin", rule(`${minimal}<AllowedOrigin>*.a.*</AllowedOrigin>`), "InvalidRequest"],
    ["two wildcards in a header", rule(`${minimal}<AllowedHeader>*-*</AllowedHeader>`), "InvalidRequest"],
    ["a wildcard to expose", rule(`${minimal}<ExposeHeader>*</ExposeHeader>`), "InvalidRequest"],
    ["an age that is no number", rule(`${minimal}<MaxAgeSeconds>1h</MaxAgeSeconds>`), "MalformedXML"],
  ])("is refused with %s", (_name, document, code) => {
    expect(() => readCorsConfiguration(document)).toThrow(expect.objectContaining({ code }));
  });
});
