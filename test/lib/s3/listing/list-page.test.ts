import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { IntegrityError } from "../../../../src/lib/errors/s3kit-error.js";
import { createClient } from "../../../../src/lib/s3/create-client.js";
import { unquote } from "../../../../src/lib/s3/keys.js";
import { nameOf, type ObjectEntry } from "../../../../src/lib/s3/list-entries.js";
import { mergeEntries, parseListPage } from "../../../../src/lib/s3/listing/list-page.js";
import { XmlSyntaxError } from "../../../../src/lib/s3/listing/xml-cursor.js";

/** Code points that XML 1.0 allows, the special ones often. */
const character = fc.oneof(
  fc.constantFrom("<", ">", "&", '"', "'", "+", "%", " ", "/", "é", "𐀀", "]]>", "&amp;", "%2B"),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
);
const name = fc.array(character, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));

const listing = fc.record({
  encoded: fc.boolean(),
  token: fc.option(name, { nil: undefined }),
  objects: fc.array(
    fc.record({
      key: name,
      sizeBytes: fc.maxSafeNat(),
      lastModified: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") }),
      etag: fc.stringMatching(/^[0-9a-f]{1,32}$/),
      storageClass: fc.constantFrom("STANDARD", "GLACIER"),
      owner: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  prefixes: fc.array(name, { maxLength: 5 }),
});

type Listing = typeof listing extends fc.Arbitrary<infer Value> ? Value : never;

function escapeXml(text: string): string {
  return text.replace(/[<>&"'\r\n\t]/g, (found) => `&#${String(found.codePointAt(0))};`);
}

function render({ encoded, token, objects, prefixes }: Listing): string {
  const written = (text: string) =>
    escapeXml(encoded ? encodeURIComponent(text).replaceAll("%20", "+") : text);
  const contents = objects.map(
    (object) =>
      `<Contents><Key>${written(object.key)}</Key>` +
      `<LastModified>${object.lastModified.toISOString()}</LastModified>` +
      `<ETag>&quot;${escapeXml(object.etag)}&quot;</ETag>\n<Size>${String(object.sizeBytes)}</Size>` +
      (object.owner ? "<Owner><ID>me</ID><DisplayName/></Owner>" : "") +
      `<StorageClass>${object.storageClass}</StorageClass></Contents>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
    `<Name>b</Name><Prefix/><!-- a comment --><KeyCount>${String(objects.length)}</KeyCount>` +
    (encoded ? "<EncodingType>url</EncodingType>" : "") +
    `<IsTruncated>${String(token !== undefined)}</IsTruncated>` +
    (token === undefined ? "" : `<NextContinuationToken>${escapeXml(token)}</NextContinuationToken>`) +
    contents.join("") +
    prefixes
      .map((prefix) => `<CommonPrefixes><Prefix>${written(prefix)}</Prefix></CommonPrefixes>`)
      .join("") +
    `</ListBucketResult>`
  );
}

describe("against the SDK's parser", () => {
  let document = "";
  const server = createServer((_request, response) => response.end(document));
  const client = async () =>
    createClient({
      profile: undefined,
      endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      region: "us-east-1",
      pathStyle: true,
      credentials: { accessKeyId: "a", secretAccessKey: "s" },
      checksums: "when_required",
    });
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => server.close());

  test("finds the same objects, prefixes and token in any listing", async () => {
    const sdk = await client();
    await fc.assert(
      fc.asyncProperty(listing, async (given) => {
        document = render(given);
        const theirs = await sdk.send(new ListObjectsV2Command({ Bucket: "b" }));
        const { entries, nextToken } = parseListPage(document);
        const decode = (text: string) =>
          given.encoded ? decodeURIComponent(text.replaceAll("+", " ")) : text;
        const objects = entries.filter((entry) => entry.kind === "object");
        expect(objects).toEqual(
          (theirs.Contents ?? []).map((object) => ({
            kind: "object",
            key: decode(object.Key ?? ""),
            sizeBytes: object.Size,
            lastModified: object.LastModified,
            etag: unquote(object.ETag ?? ""),
            storageClass: object.StorageClass,
          })),
        );
        const prefixes = entries.filter((entry) => entry.kind === "prefix").map(nameOf);
        expect(prefixes).toEqual((theirs.CommonPrefixes ?? []).map(({ Prefix = "" }) => decode(Prefix)));
        expect(nextToken).toBe(given.token === undefined ? undefined : theirs.NextContinuationToken);
      }),
      { numRuns: 200 },
    );
    sdk.destroy();
  });
});

const page = (inner: string) => `<ListBucketResult>${inner}</ListBucketResult>`;

test("text broken by CDATA sections, comments and references is put together", () => {
  const key = "<Key>a<![CDATA[<&]]><!-- x -->b&#x41;&#66;&unknown;</Key>";
  const { entries } = parseListPage(page(`<Contents>${key}<Size>1</Size></Contents>`));
  expect(entries.map(nameOf)).toEqual(["a<&bAB&unknown;"]);
});

test("a truncated page that does not say where the listing goes on is refused", () => {
  expect(() => parseListPage(page("<IsTruncated>true</IsTruncated>"))).toThrow(IntegrityError);
});

test.each([
  ["nothing", ""],
  ["a web page", "<!doctype html><html><body>Welcome</body></html>"],
  ["an error document", "<Error><Code>NoSuchBucket</Code></Error>"],
  ["half a document", "<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents>"],
  ["a document cut inside a tag", "<ListBucketResult><Contents><Key>a</Ke"],
  ["a document type", "<!DOCTYPE x [<!ENTITY e 'x'>]><ListBucketResult></ListBucketResult>"],
])("%s is refused as not a listing", (_what, document) => {
  expect(() => parseListPage(document)).toThrow(XmlSyntaxError);
});

test("a document cut anywhere is refused, never read as a shorter listing", () => {
  const whole = page(
    "<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents><Contents><Key>b</Key></Contents>",
  );
  for (let end = 0; end < whole.length; end += 1) {
    expect(() => parseListPage(whole.slice(0, end)), whole.slice(0, end)).toThrow(XmlSyntaxError);
  }
});

test("objects and prefixes merge into the order of the listing", () => {
  const object = (key: string): ObjectEntry => ({
    kind: "object",
    key,
    sizeBytes: 0,
    lastModified: new Date(0),
    etag: "",
    storageClass: "STANDARD",
  });
  const prefix = (text: string) => ({ kind: "prefix", prefix: text }) as const;
  const merged = mergeEntries(
    [object("a"), object("c"), object("z")],
    [prefix("b/"), prefix("d/"), prefix("e/")],
  );
  expect(merged.map(nameOf)).toEqual(["a", "b/", "c", "d/", "e/", "z"]);
});
