import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveSigningKey } from "../../../../src/lib/wire/auth/signing-key.js";
import { ChunkedDecoder } from "../../../../src/lib/wire/body/chunked-decoder.js";
import { digestOf } from "../../../../src/lib/wire/checksums/digest.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";
import { frame, frameSigned } from "./frame-body.js";
import { authenticated, FRAMED, readBody } from "./read-body.js";

function decode(pieces: readonly Uint8Array[]) {
  const content: Uint8Array[] = [];
  const signatures: (string | undefined)[] = [];
  const trailers: [string, string][] = [];
  const decoder = new ChunkedDecoder({
    onData: (slice) => content.push(slice),
    onChunkEnd: (signature) => signatures.push(signature),
    onTrailer: (name, value) => trailers.push([name, value]),
  });
  for (const piece of pieces) decoder.write(Buffer.from(piece));
  decoder.end();
  return { content: Buffer.concat(content), signatures, trailers };
}

const decodeText = (text: string) => decode([Buffer.from(text, "latin1")]);

/** Cut `bytes` at the places that `cuts` names in thousandths. */
function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = cuts
    .map((cut) => Math.round((cut * bytes.length) / 1000))
    .sort((left, right) => left - right);
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));
}

const content = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 8 });
const cuts = fc.array(fc.nat(1000), { maxLength: 30 });

const signing = {
  signingKey: deriveSigningKey("secret", { day: "20260203", region: "us-east-1", service: "s3" }),
  amzDate: "20260203T000000Z",
  scope: "20260203/us-east-1/s3/aws4_request",
  seedSignature: "5eed",
};
const SIGNED = authenticated(
  { kind: "chunked", signedChunks: true, trailer: true },
  { chunkSigning: signing },
);

describe("aws-chunked framing", () => {
  it("comes off however the bytes are cut, signed or not, with trailers", async () => {
    await fc.assert(
      fc.asyncProperty(content, cuts, async (pieces, at) => {
        const whole = Buffer.concat(pieces);
        const checksum = digestOf("CRC32C", whole).toString("base64");
        const trailers = { "x-amz-checksum-crc32c": checksum };
        const headers = {
          "x-amz-decoded-content-length": whole.length.toString(),
          "x-amz-trailer": "x-amz-checksum-crc32c",
        };
        const plain = await readBody(cutAt(frame(pieces, trailers), at), FRAMED, headers, ["MD5"]);
        const signed = await readBody(cutAt(frameSigned(pieces, signing, trailers), at), SIGNED, headers);
        for (const body of [plain, signed]) {
          expect(body.content.equals(whole)).toBe(true);
          expect(body.declaredChecksum).toBe("CRC32C");
          expect(body.digests.get("CRC32C")?.toString("base64")).toBe(checksum);
        }
        expect(plain.digests.get("MD5")).toEqual(digestOf("MD5", whole));
      }),
    );
  });

  it("never lets a changed body through as something else, and always ends", async () => {
    const mutation = fc.record({
      at: fc.nat(1000),
      byte: fc.nat(255),
      kind: fc.constantFrom("flip", "drop", "add"),
    });
    await fc.assert(
      fc.asyncProperty(content, mutation, cuts, async (pieces, { at, byte, kind }, places) => {
        const whole = Buffer.concat(pieces);
        const checksum = digestOf("SHA256", whole).toString("base64");
        const framed = frame(pieces, { "x-amz-checksum-sha256": checksum });
        const place = Math.min(framed.length - 1, Math.round((at * framed.length) / 1000));
        const kept = framed.subarray(kind === "add" ? place : place + 1);
        const changed = Buffer.concat([
          framed.subarray(0, place),
          ...(kind === "drop" ? [] : [Buffer.from([byte])]),
          kept,
        ]);
        const headers = {
          "x-amz-decoded-content-length": whole.length.toString(),
          "x-amz-trailer": "x-amz-checksum-sha256",
        };
        try {
          const body = await readBody(cutAt(changed, places), FRAMED, headers);
          expect(body.content.equals(whole)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(S3Error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("never lets a changed chunk through when chunks are signed, even without a checksum", async () => {
    await fc.assert(
      fc.asyncProperty(content, fc.nat(1000), fc.integer({ min: 1, max: 255 }), async (pieces, at, flip) => {
        const whole = Buffer.concat(pieces);
        const changed = Buffer.from(frameSigned(pieces, signing));
        const place = Math.min(changed.length - 1, Math.round((at * changed.length) / 1000));
        changed.writeUInt8(changed.readUInt8(place) ^ flip, place);
        try {
          const headers = { "x-amz-decoded-content-length": whole.length.toString() };
          expect((await readBody([changed], SIGNED, headers)).content.equals(whole)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(S3Error);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("survives any bytes at all", () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ unit: fc.constantFrom(..."0123456789abcdefF;:=-x\r\n \0".split("")), maxLength: 200 })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 5 }), (pieces) => {
        try {
          decode(pieces);
        } catch (error) {
          expect(error).toBeInstanceOf(S3Error);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["an upper-case size", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789"],
    ["leading zeros", "0003\r\nabc\r\n000\r\n\r\n", "abc"],
    ["an unknown extension", "3;name=value\r\nabc\r\n0\r\n\r\n", "abc"],
    ["no last empty line", "3\r\nabc\r\n0\r\n", "abc"],
    ["no content", "0\r\n\r\n", ""],
  ])("is read with %s", (_, text, expected) => {
    expect(decodeText(text).content.toString()).toBe(expected);
  });

  it("gives signatures and trailers as they stand", () => {
    const text = "1;chunk-signature=ab\r\nx\r\n0;chunk-signature=cd\r\nX-Amz-A: 1 \r\nx-amz-b:\r\n\r\n";
    expect(decodeText(text)).toMatchObject({
      signatures: ["ab", "cd"],
      trailers: [
        ["x-amz-a", "1"],
        ["x-amz-b", ""],
      ],
    });
  });

  it.each([
    ["a negative size", "-1\r\nabc\r\n0\r\n\r\n"],
    ["a size with a sign", "+3\r\nabc\r\n0\r\n\r\n"],
    ["a size in another notation", "0x3\r\nabc\r\n0\r\n\r\n"],
    ["a size beyond all numbers", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"],
    ["an empty size", "\r\nabc\r\n0\r\n\r\n"],
    ["a space before the size", " 3\r\nabc\r\n0\r\n\r\n"],
    ["a bare line feed after the size", "3\nabc\r\n0\r\n\r\n"],
    ["a carriage return within the size", "3\r;a\r\nabc\r\n0\r\n\r\n"],
    ["a control character in an extension", "3;a\0b\r\nabc\r\n0\r\n\r\n"],
    ["no CRLF after the data", "3\r\nabcd\r\n0\r\n\r\n"],
    ["a bare line feed after the data", "3\r\nabc\n0\r\n\r\n"],
    ["a header without end", `3;${"a".repeat(2000)}`],
  ])("is refused with %s", (_, text) => {
    expect(() => decodeText(text)).toThrow(
      expect.objectContaining({ code: "InvalidRequest", message: expect.stringMatching(/aws-chunked/) }),
    );
  });

  it.each(["no colon", ": value", "na me: x", "name: \u0001", `a:${"b".repeat(20_000)}`, "GET / HTTP/1.1"])(
    "is refused with the trailer %j",
    (line) => {
      expect(() => decodeText(`0\r\n${line}\r\n\r\n`)).toThrow(
        expect.objectContaining({ code: "MalformedTrailerError" }),
      );
    },
  );

  it.each(["", "3", "3\r\n", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "3\r\nabc\r\n0", "0\r\nx-amz-a:1"])(
    "is incomplete when it ends as %j",
    (text) => {
      expect(() => decodeText(text)).toThrow(expect.objectContaining({ code: "IncompleteBody" }));
    },
  );
});
