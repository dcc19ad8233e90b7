import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allParts,
  defaultRangeBytes,
  MAX_OBJECT_BYTES,
  MAX_PART_BYTES,
  MAX_PARTS,
  MIN_PART_BYTES,
  planParts,
} from "../../../src/lib/transfer/part-plan.js";

const MIB = 1024 * 1024;

describe("planParts", () => {
  test.each([
    ["nothing", 0, undefined, 8 * MIB, 1],
    ["one byte", 1, undefined, 8 * MIB, 1],
    ["exactly a part", 8 * MIB, undefined, 8 * MIB, 1],
    ["a byte more", 8 * MIB + 1, undefined, 8 * MIB, 2],
    ["the most that the smallest parts hold", 80_000 * MIB, undefined, 8 * MIB, 10_000],
    ["a byte more than that", 80_000 * MIB + 1, undefined, 9 * MIB, 8889],
    ["the largest object", MAX_OBJECT_BYTES, undefined, 525 * MIB, 9987],
    ["a size asked for", 100 * MIB, 5 * MIB, 5 * MIB, 20],
  ])("%s", (_name, sizeBytes, requested, partSizeBytes, partCount) => {
    expect(planParts(sizeBytes, requested)).toEqual({ partSizeBytes, partCount });
  });

  test("refuses more than S3 holds, and parts too small to hold it", () => {
    expect(() => planParts(MAX_OBJECT_BYTES + 1)).toThrow("5 TiB");
    expect(() => planParts(50_001 * MIB, 5 * MIB)).toThrow("10001 of them");
  });

  test("stays within S3's limits for every size", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().map((n) => n % (MAX_OBJECT_BYTES + 1)),
        (sizeBytes) => {
          const { partSizeBytes, partCount } = planParts(sizeBytes);
          expect(partCount).toBeLessThanOrEqual(MAX_PARTS);
          expect(partSizeBytes).toBeGreaterThanOrEqual(MIN_PART_BYTES);
          expect(partSizeBytes).toBeLessThanOrEqual(MAX_PART_BYTES);
          expect(partSizeBytes * partCount).toBeGreaterThanOrEqual(sizeBytes);
          expect(partSizeBytes * (partCount - 1)).toBeLessThanOrEqual(sizeBytes);
        },
      ),
    );
  });
});

test.each([
  ["a little more than a part", 8 * MIB + 1, 8 * MIB],
  ["the most that 32 ranges of a part hold", 256 * MIB, 8 * MIB],
  ["a byte more", 256 * MIB + 1, 9 * MIB],
  ["a gigabyte", 1024 * MIB, 32 * MIB],
  ["the largest object", MAX_OBJECT_BYTES, 32 * MIB],
])("a download of %s asks for a fitting range at a time", (_name, sizeBytes, rangeBytes) => {
  expect(defaultRangeBytes(sizeBytes)).toBe(rangeBytes);
});

test("parts follow each other without gaps and end with the object", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 * MIB }),
      fc.integer({ min: 5 * MIB, max: 20 * MIB }),
      (size, part) => {
        let offset = 0;
        for (const { offset: start, sizeBytes, number } of allParts(planParts(size, part), size)) {
          expect(start).toBe(offset);
          expect(sizeBytes).toBeGreaterThan(0);
          expect(number).toBe(start / part + 1);
          offset += sizeBytes;
        }
        expect(offset).toBe(size);
      },
    ),
  );
});
