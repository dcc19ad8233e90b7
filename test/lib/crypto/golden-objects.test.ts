import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { partContext, wrapContext } from "../../../src/lib/crypto/contexts.js";
import {
  formatEncryptionMetadata,
  parseEncryptionMetadata,
} from "../../../src/lib/crypto/encryption-metadata.js";
import { openMessage, sealMessage } from "../../../src/lib/crypto/message.js";
import { putLayout } from "../../../src/lib/crypto/object-layout.js";
import { createObjectOpener, createRangeOpener } from "../../../src/lib/crypto/opening-stream.js";
import { planRange } from "../../../src/lib/crypto/range-plan.js";
import { createObjectSealer } from "../../../src/lib/crypto/sealing-stream.js";
import { ciphertextSize, maxTrailerSize, plaintextSize } from "../../../src/lib/crypto/sizes.js";
import { openTail, sealTrailer } from "../../../src/lib/crypto/trailer.js";
import { readVectors, type Vector } from "./vectors.js";

const vectors = readVectors();
const puts = vectors.filter(({ parts }) => parts.length === 0);
const uploads = vectors.filter(({ parts }) => parts.length > 0);

describe("golden objects", () => {
  it("are all there", () => {
    expect(puts).toHaveLength(7);
    expect(uploads).toHaveLength(3);
  });

  it.each(vectors)("$name has the size that arithmetic says", ({ plaintext, storedBytes }) => {
    expect(ciphertextSize(plaintext.length)).toBe(storedBytes);
    expect(plaintextSize(storedBytes)).toBe(plaintext.length);
  });

  it.each(vectors)("$name has its metadata written the same way", (vector) => {
    const metadata = parseEncryptionMetadata(vector.header);
    const wrapSalt = metadata.wrapped.subarray(0, 24);
    const wrapped = sealMessage(vector.kek, wrapContext(vector.kid, vector), objectKeyOf(vector), wrapSalt);
    expect(formatEncryptionMetadata({ keyId: vector.kid, wrapped, salt: metadata.salt })).toBe(vector.header);
  });

  it.each(puts)("$name is sealed to the same bytes", async (vector) => {
    const sealer = createObjectSealer({
      objectKey: objectKeyOf(vector),
      checksums: () => ({ sha256: createHash("sha256").update(vector.plaintext).digest() }),
      salts: { part: parseEncryptionMetadata(vector.header).salt, summary: vector.summarySalt },
    });
    const body = await buffer(Readable.from(cut(vector.plaintext, 7001)).pipe(sealer));
    expect(body.equals(vector.body ?? Buffer.alloc(0))).toBe(true);
  });

  it.each(puts)("$name opens", async (vector) => {
    const { salt = Buffer.alloc(0) } = parseEncryptionMetadata(vector.header);
    const opener = createObjectOpener(objectKeyOf(vector), putLayout(salt, vector.storedBytes));
    const opened = await buffer(Readable.from(cut(vector.body ?? Buffer.alloc(0), 5003)).pipe(opener));
    expect(opened.equals(vector.plaintext)).toBe(true);
  });

  it.each(uploads)("$name is sealed to the same bytes", (vector) => {
    expect(createHash("sha256").update(sealUpload(vector)).digest("hex")).toBe(vector.storedSha256);
  });

  it.each(uploads)("$name opens, whole and in ranges", async (vector) => {
    const body = sealUpload(vector);
    const objectKey = objectKeyOf(vector);
    const tail = openTail(objectKey, body.subarray(-maxTrailerSize(vector.plaintext.length)), body.length);
    if (!("layout" in tail)) throw new Error("the tail holds the index");
    expect(tail.layout.parts.map(({ number }) => number)).toEqual(vector.parts.map(({ number }) => number));
    const whole = await buffer(
      Readable.from(cut(body, 65_536)).pipe(createObjectOpener(objectKey, tail.layout)),
    );
    expect(whole.equals(vector.plaintext)).toBe(true);
    const [start, end] = [vector.plaintext.length - 100, vector.plaintext.length];
    const plan = planRange(tail.layout, { start, end });
    const sealed = body.subarray(plan.sealedStart, plan.sealedEnd);
    const range = await buffer(Readable.from([sealed]).pipe(createRangeOpener(objectKey, plan)));
    expect(range.equals(vector.plaintext.subarray(start, end))).toBe(true);
  });
});

describe("the specification's own example", () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => 32 + index));

  it("is a message of one chunk", () => {
    const message = sealMessage(key, partContext(0), Buffer.from("hello"), Buffer.alloc(24, 1));
    expect(message.toString("hex")).toBe(
      `${"01".repeat(24)}92de86876ac43679478d44f33eceb62f161ba9fe271d99183d0bef83e48fa22d` +
        "58444af6f5aef0e4db74927918822967f8e8652bad",
    );
  });

  it("is an object of 261 bytes", async () => {
    const sealer = createObjectSealer({
      objectKey: key,
      checksums: () => ({ sha256: createHash("sha256").update("hello").digest() }),
      salts: { part: Buffer.alloc(24, 1), summary: Buffer.alloc(24, 3) },
    });
    const body = await buffer(Readable.from([Buffer.from("hello")]).pipe(sealer));
    expect(body).toHaveLength(261);
    expect(createHash("sha256").update(body).digest("hex")).toBe(
      "43cb3c082e49eadf1c67142c3bc98c907ab815759621c8f3404841a69cd3b8d9",
    );
  });

  it("is a wrapped key", () => {
    const kek = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
    const context = wrapContext("k1", { namespace: "bkt", key: "a/b.txt" });
    expect(
      formatEncryptionMetadata({ keyId: "k1", wrapped: sealMessage(kek, context, key, Buffer.alloc(24, 2)) }),
    ).toBe(
      "v=1;k=k1;w=AgICAgICAgICAgICAgICAgICAgICAgICLyA3KFb9NysULNpL3OlS4EwT9-QLMxajZNOG0rSDygyRNb3Hssm825rzgXV8S9cE6qXWKSBytlXkiXY8cxvLnwu-Fhjz-hqBDOnjiu9l3cs",
    );
  });
});

function objectKeyOf({ kek, kid, header, ...name }: Vector): Buffer {
  return openMessage(kek, wrapContext(kid, name), parseEncryptionMetadata(header).wrapped, "The key");
}

function sealUpload(vector: Vector): Buffer {
  const objectKey = objectKeyOf(vector);
  let at = 0;
  const messages = vector.parts.map(({ number, size, salt }) => {
    const plaintext = vector.plaintext.subarray(at, at + size);
    at += size;
    return sealMessage(objectKey, partContext(number), plaintext, salt);
  });
  const parts = vector.parts.map(({ number, size, salt }) => ({ number, plaintextBytes: size, salt }));
  const salts = { index: vector.indexSalt, summary: vector.summarySalt };
  return Buffer.concat([...messages, ...sealTrailer(objectKey, parts, {}, salts).pieces()]);
}

function* cut(bytes: Buffer, pieceBytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
