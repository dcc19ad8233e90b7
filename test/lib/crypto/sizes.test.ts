import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chunkCount,
  CHUNK_BYTES,
  ciphertextSize,
  FOOTER_BYTES,
  INDEX_ENTRY_BYTES,
  MAX_PART_PLAINTEXT_BYTES,
  MAX_PUT_PLAINTEXT_BYTES,
  maxTrailerSize,
  plaintextSize,
  sealedSize,
} from "../../../src/lib/crypto/sizes.js";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Sizes near every border: chunks, parts, and anything up to 50 TiB. */
const anySize = fc.oneof(
  fc.nat({ max: 3 * CHUNK_BYTES }),
  fc
    .tuple(fc.nat({ max: 10_000 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, by]) => Math.max(0, n * CHUNK_BYTES + by)),
  fc
    .tuple(fc.nat({ max: 10_000 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, by]) => Math.max(0, n * 5 * MIB + by)),
  fc.maxSafeNat().map((n) => n % (50 * 1024 * GIB)),
);

/** Parts as an upload may have them: all but the last at least 5 MiB. */
const anySplit = fc.tuple(
  fc.array(
    fc.oneof(
      fc.constant(5 * MIB),
      fc.integer({ min: 5 * MIB, max: 6 * MIB }),
      fc.integer({ min: 5 * MIB, max: 5 * GIB }),
    ),
    {
      maxLength: 200,
    },
  ),
  fc.oneof(fc.constant(0), fc.nat({ max: 3 * CHUNK_BYTES }), fc.nat({ max: 6 * MIB })),
);

describe("sizes", () => {
  it.each([
    [0, 256],
    [1, 257],
    [10, 266],
    [16_383, 16_639],
    [16_384, 16_656],
    [MIB, MIB + 1280],
    [5 * GIB, 5 * GIB + 16 * 327_680 + 256 * 1025],
  ])("of %i bytes of plaintext make %i bytes", (plaintextBytes, storedBytes) => {
    expect(ciphertextSize(plaintextBytes)).toBe(storedBytes);
    expect(plaintextSize(storedBytes)).toBe(plaintextBytes);
  });

  it("lead back to the plaintext's size", () => {
    fc.assert(
      fc.property(anySize, (sizeBytes) => plaintextSize(ciphertextSize(sizeBytes)) === sizeBytes),
      { numRuns: 5000 },
    );
  });

  it("grow with every byte", () => {
    fc.assert(
      fc.property(anySize, (sizeBytes) => ciphertextSize(sizeBytes + 1) > ciphertextSize(sizeBytes)),
      { numRuns: 5000 },
    );
  });

  it("that no body has lead to nothing: 960 of the first million", () => {
    let outside = 0;
    for (let size = 0; size < 1_000_000 + 256; size += 1)
      if (size >= 256 && plaintextSize(size) === undefined) outside += 1;
    expect(outside).toBe(960);
    expect([-1, 0, 1, 255].map(plaintextSize)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("leave room for the trailer of any legal upload", () => {
    fc.assert(
      fc.property(anySplit, ([parts, last]) => {
        const all = [...parts, last];
        const plaintextBytes = all.reduce((sum, part) => sum + part, 0);
        const dataBytes = all.reduce((sum, part) => sum + sealedSize(part), 0);
        const indexBytes = all.length > 1 ? sealedSize(all.length * INDEX_ENTRY_BYTES) : 0;
        const trailerBytes = ciphertextSize(plaintextBytes) - dataBytes;
        expect(trailerBytes).toBeGreaterThanOrEqual(indexBytes + FOOTER_BYTES);
        expect(trailerBytes).toBeLessThanOrEqual(maxTrailerSize(plaintextBytes));
      }),
      { numRuns: 2000 },
    );
  });

  it("leave room for 10,000 parts of 5 MiB", () => {
    const plaintextBytes = 10_000 * 5 * MIB;
    const padding =
      ciphertextSize(plaintextBytes) -
      10_000 * sealedSize(5 * MIB) -
      sealedSize(10_000 * INDEX_ENTRY_BYTES) -
      FOOTER_BYTES;
    expect(padding).toBeGreaterThan(1_400_000);
    expect(padding).toBeLessThan(1_700_000);
  });

  it("tell the largest object of one request, and the largest part", () => {
    expect(MAX_PUT_PLAINTEXT_BYTES).toBe(5_363_209_728);
    expect(ciphertextSize(MAX_PUT_PLAINTEXT_BYTES)).toBeLessThanOrEqual(5 * GIB);
    expect(ciphertextSize(MAX_PUT_PLAINTEXT_BYTES + 1)).toBeGreaterThan(5 * GIB);
    expect(sealedSize(MAX_PART_PLAINTEXT_BYTES)).toBeLessThanOrEqual(5 * GIB);
    expect(sealedSize(MAX_PART_PLAINTEXT_BYTES + 1)).toBeGreaterThan(5 * GIB);
  });

  it("end every message in a chunk that is not full", () => {
    fc.assert(
      fc.property(anySize, (sizeBytes) => {
        const rest = sizeBytes - (chunkCount(sizeBytes) - 1) * CHUNK_BYTES;
        return rest >= 0 && rest < CHUNK_BYTES;
      }),
    );
  });
});
