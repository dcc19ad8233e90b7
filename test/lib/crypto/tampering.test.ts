import * as fc from "fast-check";
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { indexContext, partContext, summaryContext, wrapContext } from "../../../src/lib/crypto/contexts.js";
import { parseEncryptionMetadata } from "../../../src/lib/crypto/encryption-metadata.js";
import { loadLayout } from "../../../src/lib/crypto/load-layout.js";
import { openMessage, sealMessage } from "../../../src/lib/crypto/message.js";
import { placeParts, putLayout, type ObjectLayout } from "../../../src/lib/crypto/object-layout.js";
import { createObjectOpener, createRangeOpener } from "../../../src/lib/crypto/opening-stream.js";
import { encodeIndex } from "../../../src/lib/crypto/part-index.js";
import { planRange } from "../../../src/lib/crypto/range-plan.js";
import {
  CHUNK_BYTES,
  ciphertextSize,
  FOOTER_BYTES,
  plaintextSize,
  sealedSize,
} from "../../../src/lib/crypto/sizes.js";
import { encodeSummary, type Summary } from "../../../src/lib/crypto/summary.js";
import { openLayout, openSummary, openTail, sealTrailer } from "../../../src/lib/crypto/trailer.js";
import { IntegrityError } from "../../../src/lib/errors/s3kit-error.js";
import { outcomeOf, pieces, sealParts, type SealedObject } from "./sealed-object.js";

const MIB = 1024 ** 2;
const small = sealParts([40_000]);
const even = sealParts([CHUNK_BYTES * 2]);
const upload = sealParts([5 * MIB, 5 * MIB, 20_000]);

/** Where everything is in a body of several parts. */
function placesOf({ layout, body }: SealedObject) {
  const indexBytes = layout.parts.length > 1 ? sealedSize(32 * layout.parts.length) : 0;
  const paddingStart = layout.dataBytes + indexBytes;
  return { indexStart: layout.dataBytes, paddingStart, paddingEnd: body.length - FOOTER_BYTES };
}

describe("a flipped bit", () => {
  it.each([
    ["salt", 3],
    ["commitment", 30],
    ["first chunk", 56 + 100],
    ["first tag", 56 + CHUNK_BYTES + 3],
    ["last chunk", 56 + 2 * (CHUNK_BYTES + 16) + 10],
    ["last tag", sealedSize(40_000) - 1],
    ["salt of the summary", sealedSize(40_000) + 1],
    ["commitment of the summary", sealedSize(40_000) + 30],
    ["summary", sealedSize(40_000) + 60],
    ["tag of the summary", sealedSize(40_000) + 160],
    ["magic", sealedSize(40_000) + 170],
  ])("in the %s of a PutObject is found", async (_, at) => {
    await expectRefused(small, flipped(small.body, at, 1), putLayoutOf(small));
  });

  it("is called damage, as the object's key was the right one", async () => {
    for (const at of [3, 30, 200, sealedSize(40_000) + 1, sealedSize(40_000) + 30, sealedSize(40_000) + 60]) {
      const { error } = await outcomeOf(createObjectOpener(small.objectKey, putLayoutOf(small)), [
        flipped(small.body, at, 1),
      ]);
      expect(error).toMatchObject({ code: "Damaged" });
    }
  });

  it("anywhere in a body of one part is found, and never is more given out than was sealed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(small, even),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        async (object, at, bit) => {
          await expectRefused(
            object,
            flipped(object.body, at % object.body.length, 1 << bit),
            putLayoutOf(object),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("anywhere in an upload is found, but in the padding, which nobody reads", async () => {
    const { indexStart, paddingStart, paddingEnd } = placesOf(upload);
    expect(paddingEnd - paddingStart).toBeGreaterThan(0);
    const borders = upload.layout.parts.flatMap(({ sealedStart: start }) => [
      start,
      start + 24,
      start + 56,
      start + 56 + CHUNK_BYTES,
    ]);
    const anywhere = fc.oneof(
      fc.nat({ max: upload.body.length - 1 }),
      fc.constantFrom(...borders),
      fc.integer({ min: indexStart, max: paddingStart - 1 }),
      fc.integer({ min: paddingEnd, max: upload.body.length - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        if (at >= paddingStart && at < paddingEnd) return;
        await expectUnreadable(upload, flipped(upload.body, at, 1 << bit));
      }),
      { numRuns: 60 },
    );
    const inPadding = await read(upload.objectKey, flipped(upload.body, paddingStart, 1));
    expect(inPadding.output.equals(upload.plaintext)).toBe(true);
  });

  it("in what a range reads is found before the chunk comes out", async () => {
    const plan = planRange(small.layout, { start: CHUNK_BYTES, end: 39_000 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: plan.sealedEnd - plan.sealedStart - 1 }), async (at) => {
        const sealed = flipped(small.body.subarray(plan.sealedStart, plan.sealedEnd), at, 4);
        const { output, error } = await outcomeOf(
          createRangeOpener(small.objectKey, plan),
          pieces(sealed, 1000),
        );
        expect(error).toBeInstanceOf(IntegrityError);
        expect(output.length).toBe(at < CHUNK_BYTES + 16 ? 0 : CHUNK_BYTES);
        expect(output.equals(small.plaintext.subarray(CHUNK_BYTES, CHUNK_BYTES + output.length))).toBe(true);
      }),
    );
  });
});

describe("a body cut short", () => {
  it("at any byte is found", async () => {
    const object = sealParts([CHUNK_BYTES + 100]);
    for (let length = 0; length < object.body.length; length += 7) {
      const cut = object.body.subarray(0, length);
      const { output, error } = await outcomeOf(createObjectOpener(object.objectKey, object.layout), [cut]);
      expect(error).toBeInstanceOf(IntegrityError);
      expect(output.length).toBeLessThan(object.plaintext.length);
    }
  });

  it("to the size that another body has is found as well", async () => {
    const object = sealParts([3 * CHUNK_BYTES]);
    for (const shorter of [0, 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 5]) {
      const cut = object.body.subarray(0, shorter + 16 * Math.floor(shorter / CHUNK_BYTES) + 256);
      expect(plaintextSize(cut.length)).toBe(shorter);
      await expectUnreadable(object, cut);
      const salt = object.body.subarray(0, 24);
      await expectRefused(object, cut, putLayout(salt, cut.length));
    }
  });

  it("at every border of an upload is found", async () => {
    const { indexStart, paddingStart, paddingEnd } = placesOf(upload);
    const borders = [
      ...upload.layout.parts.map(({ sealedStart }) => sealedStart),
      indexStart,
      paddingStart,
      paddingEnd,
      upload.body.length - 16,
      upload.body.length - 1,
    ];
    for (const length of borders) await expectUnreadable(upload, upload.body.subarray(0, length));
  });

  it("with bytes added is found", async () => {
    await expectUnreadable(small, Buffer.concat([small.body, Buffer.alloc(1)]));
    await expectRefused(small, Buffer.concat([small.body, Buffer.alloc(1)]), putLayoutOf(small));
    await expectRefused(small, Buffer.concat([small.body, Buffer.alloc(16_400)]), putLayoutOf(small));
  });
});

describe("parts in the wrong place", () => {
  const key = upload.objectKey;
  const messages = upload.layout.parts.map(({ sealedStart, plaintextBytes }) =>
    upload.body.subarray(sealedStart, sealedStart + sealedSize(plaintextBytes)),
  );
  const trailer = upload.body.subarray(upload.layout.dataBytes);
  const [one = key, two = key, three = key] = messages;
  const superseded = sealMessage(key, partContext(2), randomBytes(5 * MIB));
  const foreign = sealMessage(randomBytes(32), partContext(2), randomBytes(5 * MIB));

  it.each([
    ["swapped", [two, one, three]],
    ["doubled", [one, one, three]],
    ["of an upload that was sent again", [one, superseded, three]],
    ["of another object", [one, foreign, three]],
    ["left out at the end", [one, two]],
    ["left out at the beginning", [two, three]],
  ])("%s are found", async (_, parts) => {
    await expectUnreadable(upload, Buffer.concat([...parts, trailer]));
  });

  it("with the trailer of another object are found", async () => {
    const other = sealParts([5 * MIB, 5 * MIB, 20_000]);
    await expectUnreadable(upload, Buffer.concat([...messages, other.body.subarray(other.layout.dataBytes)]));
  });

  it("with the trailer of other parts under the same key are found", async () => {
    const other = sealParts([5 * MIB, 5 * MIB, 20_000], key);
    await expectUnreadable(upload, Buffer.concat([...messages, other.body.subarray(other.layout.dataBytes)]));
  });

  it("chunks swapped within a part are found", async () => {
    const [first, second] = [56, 56 + CHUNK_BYTES + 16].map((at) =>
      even.body.subarray(at, at + CHUNK_BYTES + 16),
    );
    const body = Buffer.from(even.body);
    second?.copy(body, 56);
    Buffer.from(first ?? []).copy(body, 56 + CHUNK_BYTES + 16);
    await expectRefused(even, body, putLayoutOf(even));
  });
});

describe("an authentic summary that lies", () => {
  const objectKey = randomBytes(32);
  const salts = [randomBytes(24), randomBytes(24)] as const;
  const parts = [
    { number: 1, plaintextBytes: 5 * MIB, salt: salts[0] },
    { number: 2, plaintextBytes: 77, salt: salts[1] },
  ];
  const layout = placeParts(parts, {});
  const honest: Summary = {
    firstPartNumber: 1,
    partCount: 2,
    plaintextBytes: layout.plaintextBytes,
    dataBytes: layout.dataBytes,
    indexBytes: sealedSize(64),
    firstSalt: salts[0],
    checksums: {},
  };
  const seal = (summary: Buffer) =>
    Buffer.concat([sealMessage(objectKey, summaryContext(), summary), Buffer.from("s3kit-enc-v1\0\0\0\0")]);
  const index = (entries: typeof parts) => sealMessage(objectKey, indexContext(), encodeIndex(entries));

  it("is believed when it does not", () => {
    const summary = openSummary(objectKey, seal(encodeSummary(honest)), layout.storedBytes);
    expect(openLayout(objectKey, summary, index(parts)).parts).toEqual(layout.parts);
  });

  it.each<[string, Partial<Summary>]>([
    ["the plaintext's size", { plaintextBytes: honest.plaintextBytes + 1 }],
    ["the index's size", { indexBytes: sealedSize(32) }],
    ["the number of parts", { partCount: 3 }],
    ["no parts at all", { partCount: 0 }],
    ["where the index begins", { dataBytes: layout.storedBytes }],
  ])("about %s is refused", (_, lie) => {
    const footer = seal(encodeSummary({ ...honest, ...lie }));
    expect(() => openSummary(objectKey, footer, layout.storedBytes)).toThrow(IntegrityError);
  });

  it.each<[string, Partial<Summary>]>([
    ["the first part's number", { firstPartNumber: 2 }],
    ["the first part's salt", { firstSalt: salts[1] }],
    ["the size of all parts", { dataBytes: layout.dataBytes - 1 }],
  ])("about %s is refused beside the index", (_, lie) => {
    const summary = openSummary(objectKey, seal(encodeSummary({ ...honest, ...lie })), layout.storedBytes);
    expect(() => openLayout(objectKey, summary, index(parts))).toThrow(IntegrityError);
  });

  it.each([
    ["descend", [2, 1]],
    ["repeat", [1, 1]],
    ["begin with 0", [0, 1]],
    ["pass 10,000", [1, 10_001]],
  ])("about part numbers that %s is refused", (_, numbers) => {
    const entries = parts.map((part, position) => ({ ...part, number: numbers[position] ?? 0 }));
    const lie = { ...honest, firstPartNumber: numbers[0] ?? 0 };
    const summary = openSummary(objectKey, seal(encodeSummary(lie)), layout.storedBytes);
    expect(() => openLayout(objectKey, summary, index(entries))).toThrow(IntegrityError);
  });

  it.each([
    ["a newer version", 0, 2],
    ["flags that nobody knows", 1, 16 | 32],
    ["no parts where there are two", 1, 0],
  ])("that has %s is refused", (_, at, value) => {
    const bytes = encodeSummary(honest);
    bytes.writeUInt8(value, at);
    expect(() => openSummary(objectKey, seal(bytes), layout.storedBytes)).toThrow(IntegrityError);
  });

  it("of an empty list of parts cannot be made", () => {
    expect(() => sealTrailer(objectKey, [])).toThrow(RangeError);
    const tiny = { number: 1, plaintextBytes: 1, salt: salts[0] };
    expect(() =>
      sealTrailer(objectKey, [tiny, { ...tiny, number: 2 }, { ...tiny, number: 3 }, { ...tiny, number: 4 }]),
    ).toThrow(RangeError);
  });
});

describe("metadata that was changed", () => {
  const w = "A".repeat(139);
  const s = "B".repeat(32);

  it("is read when it is right", () => {
    expect(parseEncryptionMetadata(`v=1;k=k1;w=${w.slice(0, -3)}AAA;s=${s}`)).toMatchObject({ keyId: "k1" });
  });

  it.each([
    ["", "cannot be understood"],
    ["v=1", "cannot be understood"],
    [`v=2;k=k1;w=AAAA`, "version 2"],
    [`v=;k=k1;w=AAAA`, "version "],
    [`k=k1;w=AAAA`, "cannot be understood"],
    [`v=1;k=;w=AAAA`, "cannot be understood"],
    [`v=1;k=a/b;w=AAAA`, "cannot be understood"],
    [`v=1;k=${"x".repeat(33)};w=AAAA`, "cannot be understood"],
    [`v=1;k=k1;w=`, "cannot be understood"],
    [`v=1;k=k1;w=AA=A`, "cannot be understood"],
    [`v=1;k=k1;w=AAAAB`, "cannot be understood"],
    [`v=1;k=k1;w=AAAA;s=AAAA`, "cannot be understood"],
    [`v=1;k=k1;w=AAAA;s=`, "cannot be understood"],
    [`v=1;k=k1;w=AAAA;x=1`, "cannot be understood"],
    [`v=1;k=k1;w=AAAA;w=AAAA`, "cannot be understood"],
    [`v=1;v=1;k=k1;w=AAAA`, "cannot be understood"],
    [` v=1;k=k1;w=AAAA`, "cannot be understood"],
    [`v=1;k=k1;w=AAAA;`, "cannot be understood"],
  ])("to %j is refused", (text, why) => {
    expect(() => parseEncryptionMetadata(text)).toThrow(IntegrityError);
    expect(() => parseEncryptionMetadata(text)).toThrow(why);
  });

  it("to another salt of the content is refused", async () => {
    const read = async (start: number, end: number) => Promise.resolve(small.body.subarray(start, end));
    const body = { metadata: { salt: randomBytes(24) }, storedBytes: small.body.length };
    await expect(loadLayout(small.objectKey, body, read)).rejects.toThrow(IntegrityError);
    await expectRefused(small, small.body, putLayout(randomBytes(24), small.body.length));
  });
});

describe("garbage", () => {
  const sizes = fc.oneof(
    fc.nat({ max: 300 }),
    fc.nat({ max: 60_000 }).map((size) => ciphertextSize(size)),
  );

  it("of any length is damage, never another kind of failure", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), async (length, hasMagic) => {
        const body = randomBytes(length);
        if (hasMagic) Buffer.from("s3kit-enc-v1\0\0\0\0").copy(body, Math.max(0, length - 16));
        const read = async (start: number, end: number) => Promise.resolve(body.subarray(start, end));
        const loading = loadLayout(randomBytes(32), { metadata: {}, storedBytes: length }, read);
        await expect(loading).rejects.toMatchObject({ code: "Damaged" });
      }),
    );
  });

  it("in the metadata is an unknown format, never another kind of failure", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `v=1;${rest}`),
      fc.string().map((rest) => `v=1;k=k1;w=${rest}`),
    );
    fc.assert(
      fc.property(text, (metadata) => {
        try {
          expect(parseEncryptionMetadata(metadata).wrapped.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toMatchObject({ code: "UnknownFormat" });
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("for a message is refused at any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => openMessage(randomBytes(32), partContext(0), bytes, "It")).toThrow(IntegrityError);
      }),
    );
  });
});

describe("a wrapped key", () => {
  const [kek, objectKey] = [randomBytes(32), randomBytes(32)];
  const name = { namespace: "papers", key: "2026/taxes.pdf" };
  const wrapped = sealMessage(kek, wrapContext("k1", name), objectKey);

  it("opens under its own name alone", () => {
    expect(openMessage(kek, wrapContext("k1", name), wrapped, "The key")).toEqual(objectKey);
    const others = [
      wrapContext("k2", name),
      wrapContext("k1", { ...name, namespace: "papers2" }),
      wrapContext("k1", { ...name, key: "2026/taxes.pdf " }),
      wrapContext("k1", { namespace: "papers2026", key: "/taxes.pdf" }),
    ];
    for (const context of others) {
      expect(() => openMessage(kek, context, wrapped, "The key")).toThrow(
        "another key or under another name",
      );
    }
  });

  it("changed anywhere does not open", () => {
    for (let at = 0; at < wrapped.length; at += 1) {
      expect(() => openMessage(kek, wrapContext("k1", name), flipped(wrapped, at, 2), "The key")).toThrow(
        IntegrityError,
      );
      expect(() => openMessage(kek, wrapContext("k1", name), wrapped.subarray(0, at), "The key")).toThrow(
        IntegrityError,
      );
    }
  });
});

describe("a whole message", () => {
  it("opens at every length around chunks, and not with a byte more or less", () => {
    const [key, context] = [randomBytes(32), partContext(3)];
    for (const size of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES]) {
      const plaintext = randomBytes(size);
      const message = sealMessage(key, context, plaintext);
      expect(message).toHaveLength(sealedSize(size));
      expect(openMessage(key, context, message, "It").equals(plaintext)).toBe(true);
      for (const other of [
        message.subarray(0, -1),
        message.subarray(0, -17),
        Buffer.concat([message, Buffer.alloc(1)]),
      ]) {
        expect(() => openMessage(key, context, other, "It")).toThrow(IntegrityError);
      }
    }
  });

  it("never has the same salt twice", () => {
    const salts = Array.from({ length: 100 }, () =>
      sealMessage(randomBytes(32), partContext(0), Buffer.alloc(0)).toString("hex", 0, 24),
    );
    expect(new Set(salts).size).toBe(100);
  });
});

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

function putLayoutOf({ layout, body }: SealedObject): ObjectLayout {
  return putLayout(layout.parts[0]?.salt ?? Buffer.alloc(24), body.length);
}

/** The body does not open with this layout, and what came out before is a beginning of the plaintext, not all of it. */
async function expectRefused(
  { objectKey, plaintext }: SealedObject,
  body: Buffer,
  layout: ObjectLayout,
): Promise<void> {
  const { output, error } = await outcomeOf(createObjectOpener(objectKey, layout), pieces(body, 9001));
  expect(error).toBeInstanceOf(IntegrityError);
  expect(output.length).toBeLessThan(plaintext.length);
  expect(output.equals(plaintext.subarray(0, output.length))).toBe(true);
}

/** The body does not open from its end and content together. */
async function expectUnreadable(object: SealedObject, body: Buffer): Promise<void> {
  const { output, error } = await read(object.objectKey, body);
  expect(error).toBeInstanceOf(IntegrityError);
  expect(output.length).toBeLessThan(object.plaintext.length);
  expect(output.equals(object.plaintext.subarray(0, output.length))).toBe(true);
}

async function read(
  objectKey: Buffer,
  body: Buffer,
): Promise<{ readonly output: Buffer; readonly error: unknown }> {
  let layout: ObjectLayout;
  try {
    layout = layoutOf(objectKey, body);
  } catch (error) {
    return { output: Buffer.alloc(0), error };
  }
  return outcomeOf(createObjectOpener(objectKey, layout), pieces(body, 65_536));
}

function layoutOf(objectKey: Buffer, body: Buffer): ObjectLayout {
  const tail = openTail(objectKey, body.subarray(-FOOTER_BYTES), body.length);
  if ("layout" in tail) return tail.layout;
  return openLayout(objectKey, tail.summary, body.subarray(tail.missing.start, tail.missing.end));
}
