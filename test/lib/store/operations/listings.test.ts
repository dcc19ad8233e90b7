import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { element, elements, runningStore } from "../running-store.js";

/** Upper and lower case, digits, accents, astral letters, dots and doubled slashes: what collations get wrong. */
const KEYS = [
  "_x",
  "1",
  "a",
  "A",
  "b",
  "B",
  "c",
  "C",
  "é",
  "z",
  "a/b",
  "a//b",
  "a/../b",
  "..",
  "😀",
  "ﬀ",
  "a b",
  "a+b",
  "a%2Fb",
];

const byBytes = (keys: readonly string[]) =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

async function fill(client: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
}

test.each([1, 2, 3, 7, 1000])("pages of %i keys show every key once, in byte order", async (MaxKeys) => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await fill(store.client, Bucket, KEYS);
  const seen: string[] = [];
  for await (const page of paginateListObjectsV2({ client: store.client }, { Bucket, MaxKeys })) {
    expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
    seen.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
  }
  expect(seen).toEqual(byBytes(KEYS));

  let Marker: string | undefined;
  const seenByMarker: string[] = [];
  do {
    const page = await store.client.send(new ListObjectsCommand({ Bucket, MaxKeys, Marker }));
    expect(page.NextMarker).toBeUndefined();
    seenByMarker.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
    Marker = page.IsTruncated === true ? seenByMarker.at(-1) : undefined;
  } while (Marker !== undefined);
  expect(seenByMarker).toEqual(byBytes(KEYS));
});

test("a listing with prefix, delimiter and pages is that of a sorted array", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const letter = fc.constantFrom("a", "b", "B", "/", "-", "é");
  const key = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(""));
  const keys = fc.sample(key, { numRuns: 150, seed: 7 });
  await fill(store.client, Bucket, keys);
  const unique = [...new Set(keys)];

  const listing = fc.record({
    Prefix: fc.constantFrom("", "a", "a/", "b", "é", "zz"),
    Delimiter: fc.constantFrom(undefined, "/", "b", "-a"),
    MaxKeys: fc.integer({ min: 1, max: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(listing, async ({ Prefix, Delimiter, MaxKeys }) => {
      const names: string[] = [];
      const pages = paginateListObjectsV2({ client: store.client }, { Bucket, Prefix, Delimiter, MaxKeys });
      for await (const page of pages) {
        const keysAndPrefixes = [
          ...(page.Contents ?? []).map((entry) => entry.Key ?? ""),
          ...(page.CommonPrefixes ?? []).map((entry) => entry.Prefix ?? ""),
        ];
        names.push(...byBytes(keysAndPrefixes));
      }
      expect(names).toEqual(rolledUp(unique, Prefix, Delimiter));
    }),
    { numRuns: 60 },
  );
});

function rolledUp(keys: readonly string[], prefix: string, delimiter = ""): readonly string[] {
  const names = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return at === -1 ? key : key.slice(0, at + delimiter.length);
    });
  return byBytes([...new Set(names)]);
}

test("more than a page of names in mixed case loses and repeats none", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const keys = Array.from(
    { length: 2300 },
    (_, index) => `${index % 2 === 0 ? "Key" : "key"}-${index.toString(36)}`,
  );
  await fill(store.client, Bucket, keys);
  const seen: string[] = [];
  for await (const page of paginateListObjectsV2({ client: store.client }, { Bucket })) {
    seen.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
  }
  expect(seen).toEqual(byBytes(keys));
});

test("the first version of the API gives NextMarker with a delimiter", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await fill(store.client, Bucket, ["a/1", "a/2", "b", "c/1"]);
  const first = await store.client.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 1 }));
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: "a/", CommonPrefixes: [{ Prefix: "a/" }] });
  const rest = await store.client.send(
    new ListObjectsCommand({ Bucket, Delimiter: "/", Marker: first.NextMarker }),
  );
  expect(rest).toMatchObject({
    IsTruncated: false,
    Contents: [{ Key: "b" }],
    CommonPrefixes: [{ Prefix: "c/" }],
  });
});

test("start-after, fetch-owner and max-keys 0", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await fill(store.client, Bucket, ["a", "b", "c"]);
  const after = await store.client.send(
    new ListObjectsV2Command({ Bucket, StartAfter: "a", FetchOwner: true }),
  );
  expect(after).toMatchObject({ StartAfter: "a", KeyCount: 2, Contents: [{ Key: "b" }, { Key: "c" }] });
  expect(after.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  const plain = await store.client.send(new ListObjectsV2Command({ Bucket }));
  expect(plain.Contents?.[0]?.Owner).toBeUndefined();
  const none = await store.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
  expect(none).toMatchObject({ KeyCount: 0, MaxKeys: 0, IsTruncated: false });
});

test.each([
  ["max-keys=-1", "InvalidArgument"],
  ["max-keys=ten", "InvalidArgument"],
  ["continuation-token=made-up", "InvalidArgument"],
  ["encoding-type=rot13", "InvalidArgument"],
])("a listing with %s is refused", async (parameter, code) => {
  await using store = await runningStore();
  await store.createBucket();
  const answer = await store.send({ method: "GET", target: `/bucket?list-type=2&${parameter}` });
  expect([answer.status, element(answer.text, "Code")]).toEqual([400, code]);
});

test("encoding-type=url writes names as S3 does, and any name survives", async () => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a%20b%2Bc%0A%01/%C3%A9", body: "x" });
  const list = await store.send({
    method: "GET",
    target: "/bucket?list-type=2&encoding-type=url&prefix=a%20b",
  });
  expect(elements(list.text, "Key")).toEqual(["a%20b%2Bc%0A%01/%C3%A9"]);
  expect(element(list.text, "Prefix")).toBe("a%20b");
  expect(element(list.text, "EncodingType")).toBe("url");
  const plain = await store.send({ method: "GET", target: "/bucket?list-type=2" });
  expect(elements(plain.text, "Key")).toEqual(["a b+c&#xA;&#x1;/é"]);
});
