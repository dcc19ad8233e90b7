import * as fc from "fast-check";
import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { DigestAlgorithm } from "../../../../src/lib/wire/exchange.js";
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  CHECKSUM_HEADER,
  checksumNamed,
  checksumOfHeader,
  decodeBase64Exactly,
} from "../../../../src/lib/wire/checksums/checksum-header.js";
import { combineCrc, type CombinableAlgorithm } from "../../../../src/lib/wire/checksums/combine-crc.js";
import { compositeChecksum, multipartEtag } from "../../../../src/lib/wire/checksums/composite-checksum.js";
import { createDigest, digestOf } from "../../../../src/lib/wire/checksums/digest.js";

const COMBINABLE: readonly CombinableAlgorithm[] = ["CRC32", "CRC32C", "CRC64NVME"];

describe("createDigest", () => {
  // The "check" column of the CRC catalogue, and FIPS 180-4 / RFC 1321 tools for the rest.
  it.each<[DigestAlgorithm, string]>([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
    ["MD5", "25f9e794323b453885f5181f1b624d0b"],
    ["SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
    ["SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"],
  ])("computes %s of 123456789 as %s", (algorithm, expected) => {
    expect(digestOf(algorithm, Buffer.from("123456789")).toString("hex")).toBe(expected);
  });

  it.each<[DigestAlgorithm, string]>([
    ["CRC32", "AAAAAA=="],
    ["CRC32C", "AAAAAA=="],
    ["CRC64NVME", "AAAAAAAAAAA="],
    ["MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="],
  ])("computes %s of nothing as %s", (algorithm, expected) => {
    expect(createDigest(algorithm).digest().toString("base64")).toBe(expected);
  });

  it("gives the same value however the bytes are cut, also when digests take turns", () => {
    const algorithms = [...CHECKSUM_ALGORITHMS, "MD5" as const];
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (pieces) => {
        for (const algorithm of algorithms) {
          const [one, other] = [createDigest(algorithm), createDigest(algorithm)];
          for (const piece of pieces) {
            one.update(piece);
            other.update(Uint8Array.from(piece, (byte) => byte ^ 1));
          }
          const whole = Buffer.concat(pieces);
          expect(one.digest()).toEqual(digestOf(algorithm, whole));
          expect(other.digest()).toEqual(
            digestOf(
              algorithm,
              whole.map((byte) => byte ^ 1),
            ),
          );
        }
      }),
    );
  });

  it("takes inputs larger than the WebAssembly buffer", () => {
    const bytes = randomBytes(1_000_003);
    for (const algorithm of COMBINABLE) {
      const cut = createDigest(algorithm);
      for (let at = 0; at < bytes.length; at += 7919) cut.update(bytes.subarray(at, at + 7919));
      expect(cut.digest()).toEqual(digestOf(algorithm, bytes));
    }
  });

  it("keeps a value that was handed out", () => {
    const first = digestOf("CRC32C", Buffer.from("a"));
    const copy = Buffer.from(first);
    digestOf("CRC32C", Buffer.from("b"));
    expect(first).toEqual(copy);
  });
});

describe("combineCrc", () => {
  it.each(COMBINABLE)("gives the %s of the whole for any cut into parts", (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 12 }), (pieces) => {
        const parts = pieces.map((piece) => ({
          checksum: digestOf(algorithm, piece),
          sizeBytes: piece.length,
        }));
        expect(combineCrc(algorithm, parts)).toEqual(digestOf(algorithm, Buffer.concat(pieces)));
      }),
    );
  });

  it.each(COMBINABLE)("is associative for %s at lengths beyond 32 bits", (algorithm) => {
    const sizeBytes = 5 * 1024 ** 4;
    const value = (seed: number) => digestOf(algorithm, Buffer.from([seed]));
    const [a, b, c] = [1, 2, 3].map((seed) => ({ checksum: value(seed), sizeBytes: sizeBytes - seed }));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three parts expected");
    const tail = { checksum: combineCrc(algorithm, [b, c]), sizeBytes: b.sizeBytes + c.sizeBytes };
    expect(combineCrc(algorithm, [a, tail])).toEqual(combineCrc(algorithm, [a, b, c]));
  });

  it("combines 10,000 parts in seconds at most", () => {
    const part = { checksum: digestOf("CRC64NVME", Buffer.from("x")), sizeBytes: 5 * 1024 ** 2 };
    const begun = performance.now();
    combineCrc(
      "CRC64NVME",
      Array.from({ length: 10_000 }, () => part),
    );
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe("compositeChecksum", () => {
  it("is the digest of the parts' digests and their number", () => {
    const parts = ["a", "b"].map((text) => digestOf("SHA256", Buffer.from(text)));
    const expected = createHash("sha256").update(Buffer.concat(parts)).digest("base64");
    expect(compositeChecksum("SHA256", parts)).toBe(`${expected}-2`);
  });

  it("gives the ETag that S3 gives a multipart upload", () => {
    const md5 = (text: string) => createHash("md5").update(text).digest();
    const expected = createHash("md5")
      .update(Buffer.concat([md5("a"), md5("b")]))
      .digest("hex");
    expect(multipartEtag([md5("a"), md5("b")])).toBe(`${expected}-2`);
  });
});

describe("checksum headers", () => {
  it.each(CHECKSUM_ALGORITHMS)("finds %s by its header and by its name in any case", (algorithm) => {
    expect(checksumOfHeader(CHECKSUM_HEADER[algorithm])).toBe(algorithm);
    expect(checksumNamed(algorithm.toLowerCase())).toBe(algorithm);
    expect(CHECKSUM_BYTES[algorithm]).toBe(digestOf(algorithm, Buffer.alloc(0)).length);
  });

  it.each(["x-amz-checksum-mode", "x-amz-checksum-type", "x-amz-checksum-md5"])(
    "finds no checksum in %s",
    (name) => {
      expect(checksumOfHeader(name)).toBeUndefined();
    },
  );

  it.each(["", "AAAA", "AAAAAA", "AAAAAA=", "AAAAAB==", " AAAAAA==", "AAAAAA==x", "AAAA-_==", "not base64"])(
    "refuses %j as four bytes of base64",
    (text) => {
      expect(decodeBase64Exactly(text, 4)).toBeUndefined();
    },
  );

  it("reads canonical base64", () => {
    expect(decodeBase64Exactly("y/Q5Jg==", 4)?.toString("hex")).toBe("cbf43926");
  });
});
