import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adminHeaders,
  formatAdminMetadata,
  parseAdminMetadata,
} from "../../../src/lib/dataset/format/admin-metadata.js";
import {
  assertDatasetName,
  assertRecordName,
  assertTag,
} from "../../../src/lib/dataset/format/dataset-names.js";
import {
  decodeHandle,
  encodeHandle,
  identifierOf,
  relpathProblem,
} from "../../../src/lib/dataset/format/item-identity.js";
import {
  formatManifest,
  parseManifest,
  type ManifestItem,
} from "../../../src/lib/dataset/format/manifest.js";
import {
  JsonNumber,
  parseJson,
  pythonFloat,
  pythonJson,
  toPlainJson,
  type JsonValue,
} from "../../../src/lib/dataset/format/python-json.js";
import {
  assertKnownFormat,
  handleEncodingOf,
  s3Structure,
} from "../../../src/lib/dataset/format/structure.js";
import { parseDatasetUri, formatDatasetUri } from "../../../src/lib/dataset/dataset-uri.js";
import { byIdentifier, sortByIdentifier } from "../../../src/lib/dataset/items/sort-by-identifier.js";
import { mergeSorted } from "../../../src/lib/dataset/items/merge-sorted.js";

describe("JSON as Python writes it", () => {
  test.each<[JsonValue, string]>([
    ["naïve 🙂 \u007f\n", String.raw`"na\u00efve \ud83d\ude42 \u007f\n"`],
    [new JsonNumber("1.0"), "1.0"],
    [0.1, "0.1"],
    [1e-7, "1e-07"],
    [{ b: [1, null, true], a: {} }, '{"b": [1, null, true], "a": {}}'],
  ])("%j", (value, text) => expect(pythonJson(value)).toBe(text));

  test("indented, and sorted by code points", () => {
    const text = pythonJson({ "\u{10000}": 1, "\uffff": [], a: [1, {}] }, { indent: 2, sortKeys: true });
    expect(text).toBe(`{\n  "a": [\n    1,\n    {}\n  ],\n  "\\uffff": [],\n  "\\ud800\\udc00": 1\n}`);
  });

  test("NaN, infinities and numbers that JavaScript writes otherwise survive", () => {
    const text = '{"a": NaN, "b": [-Infinity, 1.0, 12345678901234567890], "c": "NaN and \\"Infinity\\""}';
    const value = parseJson(text);
    expect(pythonJson(value)).toBe(text);
    expect(toPlainJson(value)).toMatchObject({ a: null, c: 'NaN and "Infinity"' });
  });

  test("whatever JSON holds is the same after writing and reading", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = pythonJson(parseJson(JSON.stringify(value)), { indent: 2 });
        expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    [1795300409, "1795300409.0"],
    [1760000000.123456, "1760000000.123456"],
    [1e-7, "1e-07"],
  ])("floats: %d", (value, text) => expect(pythonFloat(value)).toBe(text));
});

describe("admin metadata", () => {
  const admin = {
    uuid: "u",
    dtoolcoreVersion: "3.20.0",
    name: "n",
    type: "dataset",
    creatorUsername: "me",
    createdAt: 1.5,
    frozenAt: 2,
  } as const;

  test("comes back from the body, from the headers, and from both", () => {
    expect(parseAdminMetadata(formatAdminMetadata(admin), {})).toEqual(admin);
    expect(parseAdminMetadata("dtoolfile", adminHeaders(admin))).toEqual(admin);
    expect(parseAdminMetadata(formatAdminMetadata(admin, "claim"), { name: "other" })).toEqual(admin);
  });

  test("without a UUID is none; of another type is refused", () => {
    expect(parseAdminMetadata("{}", {})).toBeUndefined();
    expect(() => parseAdminMetadata('{"uuid": "u", "name": "n", "type": "new"}', {})).toThrow("unknown type");
  });
});

describe("names", () => {
  test.each(["a", "field-trial-scores-T8.3", "a".repeat(80), "-", "_"])("%s is one", (name) => {
    expect(() => assertDatasetName(name)).not.toThrow();
    expect(() => assertTag(name)).not.toThrow();
  });
  test.each(["", "a b", "a/b", "Å", "a\n", ".", "..", "a".repeat(81)])("%j is none", (name) => {
    expect(() => assertDatasetName(name)).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(() => assertTag(name)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
  test("dots are refused where dtool could not list them any more", () => {
    expect(() => assertRecordName("overlay", "a.b")).toThrow("has a dot");
    expect(() => assertRecordName("overlay", "a_b")).not.toThrow();
  });
});

describe("items", () => {
  test("identifiers are SHA-1 of the relpath", () => {
    expect(identifierOf("tiny.txt")).toBe("91151ff5f915d6603d298e6650177eeee9b188cd");
  });

  test("every relpath comes back from its handle", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (relpath) => {
        const text = relpath.toWellFormed();
        expect(decodeHandle(encodeHandle(text), "base64")).toBe(text);
        const plain = Buffer.from(text, "utf8").toString("latin1");
        expect(decodeHandle(plain, "plain")).toBe(text);
      }),
    );
  });

  test.each(["not base64!", "/w==", "dGlueS50eHQ"])("%s is no handle", (handle) => {
    expect(() => decodeHandle(handle, "base64")).toThrow(expect.objectContaining({ code: "InvalidHandle" }));
  });

  test.each(["", "/abs", "../up", "a/../../b", "a//b", "a/", "a\nb", "x".repeat(1471), "\ud800"])(
    "%j cannot be one",
    (relpath) => expect(relpathProblem(relpath)).toBeDefined(),
  );
  test.each(["a", "a b/c", "..a", "ü/ö", "x".repeat(1470)])("%j can be one", (relpath) =>
    expect(relpathProblem(relpath)).toBeUndefined(),
  );
});

test.each([
  ["0.15.0", "base64"],
  ["0.14.0", "base64"],
  ["0.13.9", "plain"],
  ["0.3.0", "plain"],
])("handles of broker %s are %s", (version, encoding) => {
  expect(handleEncodingOf(JSON.stringify({ storage_broker_version: version }))).toBe(encoding);
});

test("a structure without a version, or none at all, is of the oldest kind", () => {
  expect(handleEncodingOf('{"storage_broker_version": null}')).toBe("plain");
  expect(handleEncodingOf(undefined)).toBe("plain");
});

test("a later major version is not guessed at", () => {
  const newer = s3Structure("u").replace("0.15.0", "1.0.0");
  expect(() => assertKnownFormat("s3://b/u", newer, "3.20.0")).toThrow(
    expect.objectContaining({ code: "NewerDatasetFormat", exitCode: 12 }),
  );
  expect(() => assertKnownFormat("s3://b/u", s3Structure("u"), "4.0.0")).toThrow("dtoolcore 4.0.0");
  expect(() => assertKnownFormat("s3://b/u", s3Structure("u"), "3.99.1")).not.toThrow();
});

describe("URIs", () => {
  const uuid = "11111111-2222-4333-8444-555555555555";
  test.each([
    [`s3://b/${uuid}`, { kind: "s3", bucket: "b", uuid }],
    [`s3://b/${uuid}/`, { kind: "s3", bucket: "b", uuid }],
    ["file://elsewhere/a/b", { kind: "file", path: "/a/b" }],
    ["file:///a/b", { kind: "file", path: "/a/b" }],
    ["/a/b/", { kind: "file", path: "/a/b" }],
  ])("%s", (uri, place) => expect(parseDatasetUri(uri)).toEqual(place));

  test.each(["s3://b", "s3://b/not-a-uuid", "s3://", "https://host/x"])("%s names no dataset", (uri) => {
    expect(() => parseDatasetUri(uri)).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  test("are written as dtool does", () => {
    expect(formatDatasetUri({ kind: "s3", bucket: "b", uuid })).toBe(`s3://b/${uuid}`);
    expect(formatDatasetUri({ kind: "file", path: "/a/b" })).toMatch(/^file:\/\/[^/]+\/a\/b$/);
  });
});

const HEX_DIGIT = fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16));

const manifestItem = fc.record({
  identifier: fc.string({ unit: HEX_DIGIT, minLength: 40, maxLength: 40 }),
  relpath: fc.string({ unit: "grapheme" }).map((text) => text.toWellFormed()),
  sizeBytes: fc.nat(),
  hash: fc.string({ unit: HEX_DIGIT, minLength: 32, maxLength: 32 }),
  utcTimestamp: fc.double({ min: 0, max: 4e9, noNaN: true }),
});
const manifestItems = fc.uniqueArray(manifestItem, {
  selector: ({ identifier }) => identifier,
  maxLength: 40,
});

describe("manifests", () => {
  test("come back whatever the pieces they are read in, and are Python's text", async () => {
    await fc.assert(
      fc.asyncProperty(manifestItems, fc.integer({ min: 1, max: 999 }), async (unsorted, pieceBytes) => {
        const items = unsorted.toSorted(byIdentifier);
        const text = (await Array.fromAsync(formatManifest(items))).join("");
        expect(await Array.fromAsync(parseManifest(inPieces(Buffer.from(text), pieceBytes), "u"))).toEqual(
          items,
        );
        const document = Object.fromEntries(items.map((item) => [item.identifier, toDocument(item)]));
        const whole = { items: document, dtoolcore_version: "3.20.0", hash_function: "md5sum_hexdigest" };
        expect(text).toBe(pythonJson(whole, { indent: 2, sortKeys: true }));
      }),
      { numRuns: 40 },
    );
  });

  test("cut off anywhere are never taken for whole", async () => {
    const items = [{ identifier: "a".repeat(40), relpath: "x", sizeBytes: 1, hash: "h", utcTimestamp: 1 }];
    const text = (await Array.fromAsync(formatManifest(items))).join("");
    for (let length = 0; length < text.length; length += 1) {
      const cut = inPieces(Buffer.from(text.slice(0, length)), 7);
      await expect(Array.fromAsync(parseManifest(cut, "u")), String(length)).rejects.toMatchObject({
        exitCode: 11,
      });
    }
  });

  test.each(["", "[]", "{}", '{"items": {"a": {}}}', '{"items": {"a": 1}}', "not json"])(
    "%j is none",
    async (text) => {
      const reading = Array.fromAsync(parseManifest(inPieces(Buffer.from(text), 3), "u"));
      await expect(reading).rejects.toMatchObject({ exitCode: 11, code: "DamagedManifest" });
    },
  );
});

function toDocument({ relpath, sizeBytes, hash, utcTimestamp }: ManifestItem): JsonValue {
  return {
    hash,
    relpath,
    size_in_bytes: sizeBytes,
    utc_timestamp: new JsonNumber(pythonFloat(utcTimestamp)),
  };
}

async function* inPieces(bytes: Buffer, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

describe("walking lists side by side", () => {
  const identifiers = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c", "d", "e", "f", "g"));
  const asList = async function* (names: readonly string[]) {
    for (const identifier of names.toSorted(compareText)) yield { identifier };
  };

  test("finds what is in both, and what is in one alone", async () => {
    await fc.assert(
      fc.asyncProperty(identifiers, identifiers, async (left, right) => {
        const pairs = await Array.fromAsync(mergeSorted(asList(left), asList(right)));
        expect(pairs.map(({ identifier }) => identifier)).toEqual(
          [...new Set([...left, ...right])].toSorted(compareText),
        );
        for (const { identifier, left: l, right: r } of pairs) {
          expect(l !== undefined).toBe(left.includes(identifier));
          expect(r !== undefined).toBe(right.includes(identifier));
        }
      }),
    );
  });

  test("sorting many more than are held in memory puts them in order, equal beginnings too", async () => {
    const items = Array.from({ length: 9000 }, (_, index) => ({
      identifier:
        index % 3 === 0
          ? `0123456789abcdef${index.toString(16).padStart(24, "0")}`
          : identifierOf(String(index)),
    }));
    const sorted = await Array.fromAsync(sortByIdentifier(yieldAll(items)));
    expect(sorted.map(({ identifier }) => identifier)).toEqual(
      items.map(({ identifier }) => identifier).toSorted(compareText),
    );
  });
});

async function* yieldAll<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
