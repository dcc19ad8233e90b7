import { UsageError } from "../errors/s3kit-error.js";

const MIB = 1024 * 1024;

/** Limits of multipart uploads. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
export const MAX_PARTS = 10_000;
/** What all parts but the last must have. Source: S3 User Guide, "Amazon S3 multipart upload limits". */
export const MIN_PART_BYTES = 5 * MIB;
/** What a part may have. Source: as {@link MIN_PART_BYTES}. */
export const MAX_PART_BYTES = 5 * 1024 * MIB;
/** What an object may have. Source: as {@link MIN_PART_BYTES}. */
export const MAX_OBJECT_BYTES = 5 * 1024 * 1024 * MIB;
/** What a part has where the size allows it. */
export const DEFAULT_PART_BYTES = 8 * MIB;
/** Larger parts of files are streamed, so that memory does not grow with the object. */
export const MAX_HELD_PART_BYTES = 64 * MIB;

/** A stretch of an object. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

export interface PartPlan {
  readonly partSizeBytes: number;
  /** 1 for an empty object. */
  readonly partCount: number;
}

/**
 * How much one request of a download asks for: a 32nd of the object in whole MiB, from 8 to 32. Each request costs the
 * store about as much as 8 MiB of content do; but a download that is interrupted begins its unfinished ranges again.
 */
export function defaultRangeBytes(sizeBytes: number): number {
  const shareBytes = Math.ceil(sizeBytes / MAX_RANGES_AT_ONCE / MIB) * MIB;
  return Math.min(MAX_RANGE_BYTES, Math.max(DEFAULT_PART_BYTES, shareBytes));
}

const MAX_RANGE_BYTES = 32 * MIB;
/** With more ranges than requests at once, none of those would be idle. */
const MAX_RANGES_AT_ONCE = 32;

/**
 * Cut an object into parts: of the size asked for, or of the smallest whole MiB from 8 on with which 10,000 suffice.
 *
 * @throws UsageError when the object is larger than S3 allows, or the size asked for makes too many parts.
 */
export function planParts(sizeBytes: number, requestedBytes?: number): PartPlan {
  if (sizeBytes > MAX_OBJECT_BYTES) {
    throw new UsageError(
      `${sizeBytes.toString()} bytes are more than the 5 TiB that S3 allows for an object`,
      {
        code: "EntityTooLarge",
      },
    );
  }
  const partSizeBytes = requestedBytes ?? defaultPartSize(sizeBytes);
  const partCount = Math.max(1, Math.ceil(sizeBytes / partSizeBytes));
  if (partCount > MAX_PARTS) {
    throw new UsageError(
      `Parts of ${partSizeBytes.toString()} bytes are too small: ${partCount.toString()} of them, S3 takes 10,000`,
      { hints: ["Leave --part-size out, or make it larger"] },
    );
  }
  return { partSizeBytes, partCount };
}

/** Part `number` of an object, from 1. */
export function partAt({ partSizeBytes }: PartPlan, sizeBytes: number, number: number): Part {
  const offset = (number - 1) * partSizeBytes;
  return { number, offset, sizeBytes: Math.min(partSizeBytes, sizeBytes - offset) };
}

/** All parts of an object, in order. */
export function* allParts(plan: PartPlan, sizeBytes: number): Generator<Part> {
  for (let number = 1; number <= plan.partCount; number += 1) yield partAt(plan, sizeBytes, number);
}

function defaultPartSize(sizeBytes: number): number {
  return Math.max(DEFAULT_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}
