import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseEncryptionMetadata } from "../../../../src/lib/crypto/encryption-metadata.js";
import { createPartSealer } from "../../../../src/lib/crypto/sealing-stream.js";
import { ciphertextSize, sealedSize } from "../../../../src/lib/crypto/sizes.js";
import { createKeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import { createLocalKey } from "../../../../src/lib/key-ring/local-key.js";
import type { Stage } from "../../../../src/lib/wire/exchange.js";
import { encryptedStore, ringOf } from "./encrypting-proxy.js";
import { putBack, readRaw, takeOut, uploadInParts, type RawRead, type TakenObject } from "./reading-raw.js";

const MIB = 1024 * 1024;
const CHUNK = 16_400;
const Bucket = "bucket";

let store: Awaited<ReturnType<typeof encryptedStore>>;
const single = randomBytes(3 * 16_384 + 100);
const parts = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(1000)];
const multipart = Buffer.concat(parts);
let storedSingle: TakenObject;
let storedMultipart: TakenObject;

beforeAll(async () => {
  store = await encryptedStore();
  await store.client.send(new PutObjectCommand({ Bucket, Key: "single", Body: single }));
  await uploadInParts(store.client, "multipart", parts);
  [storedSingle, storedMultipart] = [
    await takeOut(store.store.client, "single"),
    await takeOut(store.store.client, "multipart"),
  ];
});

afterAll(async () => store[Symbol.asyncDispose]());

/** Read what was changed: no byte but authentic ones, no end that looks like one, and one line for the operator. */
async function expectRefused(key: string, changed: TakenObject, original: Buffer): Promise<RawRead> {
  await putBack(store.store.client, key, changed);
  store.reports.length = 0;
  const got = await readRaw(store.endpoint, key);
  if (got.status === 200) {
    expect(got.isWhole).toBe(false);
    expect(original.subarray(0, got.bytes.length).equals(got.bytes)).toBe(true);
    expect(got.bytes.length).toBeLessThan(original.length);
  } else {
    expect([403, 500]).toContain(got.status);
    expect(got.bytes.toString("latin1")).toContain("<Error>");
  }
  expect(store.reports).toHaveLength(1);
  expect(store.reports[0]?.message).toContain(`${Bucket}/${key}: `);
  return got;
}

function flipped(body: Buffer, at: number): Buffer {
  const changed = Buffer.from(body);
  const position = at < 0 ? body.length + at : at;
  changed[position] = (changed[position] ?? 0) ^ 1;
  return changed;
}

describe("a flipped bit", () => {
  const dataBytes = sealedSize(single.length);
  test.each([
    ["the salt", 0],
    ["the commitment", 30],
    ["the first chunk", 56],
    ["the middle of the second chunk", 56 + CHUNK + 8000],
    ["the tag of the second chunk", 56 + 2 * CHUNK - 1],
    ["the last chunk", dataBytes - 20],
    ["the tag of the last chunk", dataBytes - 1],
    ["the salt of the summary", -184],
    ["the summary", -100],
    ["the tag of the summary", -17],
    ["the magic", -16],
    ["the last byte", -1],
  ])("in %s of an object is found", async (_where, at) => {
    await expectRefused("single", { ...storedSingle, body: flipped(storedSingle.body, at) }, single);
  });

  const partBytes = sealedSize(5 * MIB);
  test.each([
    ["the header of the second part", partBytes + 3],
    ["a chunk of the second part", partBytes + 56 + 5 * CHUNK],
    ["the last part", 2 * partBytes + 60],
    ["the list of parts", 2 * partBytes + sealedSize(1000) + 70],
    ["the summary", -150],
  ])("in %s of an object of several parts is found", async (_where, at) => {
    await expectRefused(
      "multipart",
      { ...storedMultipart, body: flipped(storedMultipart.body, at) },
      multipart,
    );
  });

  test("in each character of the metadata is found", async () => {
    const { body, metadata } = storedSingle;
    const value = metadata["s3kit-enc"] ?? "";
    for (let at = 0; at < value.length; at += 7) {
      const changed = `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
      await expectRefused("single", { body, metadata: { "s3kit-enc": changed } }, single);
    }
  });

  test("in a range is found, and nowhere else", async () => {
    const body = flipped(storedSingle.body, 56 + CHUNK + 100);
    await putBack(store.store.client, "single", { ...storedSingle, body });
    const damaged = await readRaw(store.endpoint, "single", "bytes=20000-20010");
    expect(damaged.status).toBe(500);
    const intact = await readRaw(store.endpoint, "single", "bytes=40000-40010");
    expect(intact).toMatchObject({ status: 206, isWhole: true, bytes: single.subarray(40_000, 40_011) });
  });
});

describe("a length", () => {
  const { length } = Buffer.alloc(ciphertextSize(single.length));
  test.each([
    0,
    1,
    55,
    56,
    56 + CHUNK,
    56 + CHUNK + 1,
    56 + 3 * CHUNK,
    sealedSize(single.length) - 1,
    sealedSize(single.length),
    length - 184,
    length - 16,
    length - 1,
    // Lengths that other objects have.
    ciphertextSize(0),
    ciphertextSize(16_384),
    ciphertextSize(single.length - 1),
  ])("cut to %i bytes is found", async (sizeBytes) => {
    await expectRefused(
      "single",
      { ...storedSingle, body: storedSingle.body.subarray(0, sizeBytes) },
      single,
    );
  });

  test.each([1, 16, CHUNK])("with %i bytes more is found", async (moreBytes) => {
    const body = Buffer.concat([storedSingle.body, Buffer.alloc(moreBytes)]);
    await expectRefused("single", { ...storedSingle, body }, single);
  });

  test("cut is found by ranges that reach the end, and by those that go by it", async () => {
    const shorter = 2 * 16_384;
    const body = storedSingle.body.subarray(0, ciphertextSize(shorter));
    await putBack(store.store.client, "single", { ...storedSingle, body });
    for (const range of ["bytes=-10", "bytes=20000-", `bytes=20000-${(shorter - 1).toString()}`]) {
      const got = await readRaw(store.endpoint, "single", range);
      expect(got.status === 206 && got.isWhole, range).toBe(false);
    }
  });

  test.each([
    ["without its last part", (body: Buffer) => cutOut(body, 2 * sealedSize(5 * MIB), sealedSize(1000))],
    ["without its first part", (body: Buffer) => cutOut(body, 0, sealedSize(5 * MIB))],
    ["without one chunk", (body: Buffer) => cutOut(body, 56 + CHUNK, CHUNK)],
    ["without its trailer", (body: Buffer) => body.subarray(0, -184)],
  ])("of an object of several parts %s is found", async (_what, change) => {
    await expectRefused("multipart", { ...storedMultipart, body: change(storedMultipart.body) }, multipart);
  });
});

function cutOut(body: Buffer, start: number, sizeBytes: number): Buffer {
  return Buffer.concat([body.subarray(0, start), body.subarray(start + sizeBytes)]);
}

describe("what was put somewhere else", () => {
  test("an object under another name is refused", async () => {
    const got = await expectRefused("elsewhere", storedSingle, single);
    expect(got.status).toBe(403);
  });

  test("the content of another object under the same name is refused", async () => {
    const other = randomBytes(single.length);
    await store.client.send(new PutObjectCommand({ Bucket, Key: "other", Body: other }));
    const { body } = await takeOut(store.store.client, "other");
    await expectRefused("single", { ...storedSingle, body }, single);
  });

  test("parts in another order are found", async () => {
    const partBytes = sealedSize(5 * MIB);
    const { body } = storedMultipart;
    const swapped = Buffer.concat([
      body.subarray(partBytes, 2 * partBytes),
      body.subarray(0, partBytes),
      body.subarray(2 * partBytes),
    ]);
    await expectRefused("multipart", { ...storedMultipart, body: swapped }, multipart);
  });

  test("a part that was sent earlier under the same number is found", async () => {
    const { body, metadata } = storedMultipart;
    const name = { namespace: Bucket, key: "multipart" };
    const objectKey = await ringOf().unwrap(parseEncryptionMetadata(metadata["s3kit-enc"] ?? ""), name);
    const sealer = createPartSealer({ objectKey, partNumber: 2 });
    const former = await buffer(Readable.from([randomBytes(5 * MIB)]).pipe(sealer));
    const partBytes = sealedSize(5 * MIB);
    const spliced = Buffer.concat([body.subarray(0, partBytes), former, body.subarray(2 * partBytes)]);
    await expectRefused("multipart", { ...storedMultipart, body: spliced }, multipart);
  });

  test("an object in clear is refused where encryption is required", async () => {
    const plaintext = Buffer.from("in clear");
    const got = await expectRefused("clear", { body: plaintext, metadata: {} }, single);
    expect(got.status).toBe(403);
    expect(got.bytes.includes(plaintext)).toBe(false);
    const head = store.client.send(new HeadObjectCommand({ Bucket, Key: "clear" }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test("an object of a newer version of the format is refused", async () => {
    const metadata = { "s3kit-enc": (storedSingle.metadata["s3kit-enc"] ?? "").replace("v=1", "v=2") };
    const got = await expectRefused("single", { ...storedSingle, metadata }, single);
    expect(got.bytes.toString()).toContain("a format that this proxy does not know");
  });
});

describe("a key ring", () => {
  test.each([
    ["with other bytes under the same id", ringOf("k1", 8), "another key"],
    ["without the key", ringOf("k2", 7), "not in the proxy's key ring"],
    [
      "that has the key retired",
      createKeyRing(
        [
          createLocalKey("k1", Buffer.alloc(32, 7), { isRetired: true }),
          createLocalKey("k2", Buffer.alloc(32, 9)),
        ],
        "k2",
      ),
      "retired",
    ],
  ])("%s opens nothing", async (_what, ring, reason) => {
    await putBack(store.store.client, "single", storedSingle);
    await using other = await store.another({ ring });
    const got = await readRaw(other.endpoint, "single");
    expect(got.status).toBe(403);
    expect(got.bytes.toString()).toContain(reason);
    expect(other.reports).toHaveLength(1);
  });

  test("for another namespace opens nothing", async () => {
    await putBack(store.store.client, "single", storedSingle);
    await using other = await store.another({ settings: { namespace: "elsewhere" } });
    expect(await readRaw(other.endpoint, "single")).toMatchObject({ status: 403 });
  });
});

describe("a store that lies", () => {
  /** Says something else in the headers of what it gives out. */
  const lying =
    (change: (headers: Record<string, string>) => Record<string, string>): Stage =>
    (next) =>
    async (request) => {
      const answer = await next(request);
      const isObject = request.operation === "GetObject" || request.operation === "HeadObject";
      return isObject ? { ...answer, headers: change({ ...answer.headers }) } : answer;
    };

  test.each([
    [
      "about the length of the whole",
      (headers: Record<string, string>) => {
        return { ...headers, "content-length": ciphertextSize(16_384).toString() };
      },
    ],
    ["by telling no length", ({ "content-length": _length, ...headers }: Record<string, string>) => headers],
  ])("%s gets nothing past the proxy", async (_what, change) => {
    await putBack(store.store.client, "single", storedSingle);
    await using other = await store.another({ between: lying(change) });
    const got = await readRaw(other.endpoint, "single");
    expect(got.status === 200 && got.isWhole).toBe(false);
  });

  test("about the whole length of what it gives a range of is found at the end", async () => {
    await putBack(store.store.client, "single", storedSingle);
    const change = (headers: Record<string, string>) => ({
      ...headers,
      "content-range": (headers["content-range"] ?? "").replace(
        /\d+$/,
        ciphertextSize(2 * 16_384).toString(),
      ),
    });
    await using other = await store.another({ between: lying(change) });
    const got = await readRaw(other.endpoint, "single", "bytes=20000-");
    expect(got.status === 206 && got.isWhole).toBe(false);
  });

  test("by giving other bytes than were asked for gets nothing past the proxy", async () => {
    await putBack(store.store.client, "single", storedSingle);
    const change = (headers: Record<string, string>) => ({
      ...headers,
      "content-range": (headers["content-range"] ?? "").replace(/bytes \d+/, "bytes 56"),
    });
    await using other = await store.another({ between: lying(change) });
    const got = await readRaw(other.endpoint, "single", "bytes=20000-20010");
    expect(got.status).toBe(500);
  });

  test("about sizes in a listing is shown what it says, for nothing is read for it", async () => {
    await store.store.client.send(new PutObjectCommand({ Bucket, Key: "odd", Body: Buffer.alloc(100) }));
    const { Contents = [] } = await store.client.send(new ListObjectsV2Command({ Bucket, Prefix: "odd" }));
    expect(Contents).toMatchObject([{ Key: "odd", Size: 100 }]);
  });
});

test("padding carries nothing, and may be anything", async () => {
  const { body } = storedMultipart;
  const at = body.length - 184 - 8;
  await putBack(store.store.client, "multipart", { ...storedMultipart, body: flipped(body, at) });
  const got = await readRaw(store.endpoint, "multipart");
  expect(got.isWhole && got.bytes.equals(multipart)).toBe(true);
});

test("what a client sees of an object has nothing of its encryption", async () => {
  await putBack(store.store.client, "single", storedSingle);
  const got = await store.client.send(new GetObjectCommand({ Bucket, Key: "single" }));
  expect(got.Metadata).toEqual({});
  got.Body?.transformToByteArray().catch(() => undefined);
});
