import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  effectiveRangeHeader,
  formatContentRange,
  parseCopySourceRange,
  parseRange,
} from "../../../../src/lib/wire/conditions/range.js";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";

describe("a Range header", () => {
  it.each([
    ["bytes=0-0", 10, 0, 0],
    ["bytes=2-5", 10, 2, 5],
    ["bytes=2-", 10, 2, 9],
    ["bytes=-3", 10, 7, 9],
    ["bytes=-30", 10, 0, 9],
    ["bytes=2-99", 10, 2, 9],
    ["bytes=9-9", 10, 9, 9],
    ["Bytes = 1 - 2", 10, 1, 2],
    ["bytes=0-9999999999999999999", 10, 0, 9],
  ])("%s of %i bytes is %i to %i", (header, sizeBytes, start, end) => {
    expect(parseRange(header, sizeBytes)).toEqual({ start, end });
  });

  it.each([
    [undefined],
    [""],
    ["bytes=5-2"],
    ["bytes=-"],
    ["bytes="],
    ["bytes=a-b"],
    ["bytes=0-1,3-4"],
    ["bytes=1--2"],
    ["lines=0-1"],
    ["0-1"],
    ["bytes=99999999999999999999-"],
  ])("%s is ignored", (header) => {
    expect(parseRange(header, 10)).toBeUndefined();
  });

  it.each([
    ["bytes=10-", 10],
    ["bytes=10-20", 10],
    ["bytes=-0", 10],
    ["bytes=0-", 0],
    ["bytes=-5", 0],
    ["bytes=0-0", 0],
  ])("%s of %i bytes cannot be satisfied", (header, sizeBytes) => {
    expect(() => parseRange(header, sizeBytes)).toThrow(
      expect.objectContaining({
        code: "InvalidRange",
        status: 416,
        headers: { "content-range": `bytes */${sizeBytes}` },
      }),
    );
  });

  it("lies within the object, whatever was sent", () => {
    const headers = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[0-9]{0,6}-[0-9]{0,6}$/));
    fc.assert(
      fc.property(headers, fc.nat(100_000), (header, sizeBytes) => {
        try {
          const range = parseRange(header, sizeBytes);
          if (range === undefined) return;
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.start).toBeLessThanOrEqual(range.end);
          expect(range.end).toBeLessThan(sizeBytes);
        } catch (error) {
          if (!(error instanceof S3Error)) throw error;
        }
      }),
    );
  });

  it("is named in the answer", () => {
    expect(formatContentRange({ start: 2, end: 5 }, 10)).toBe("bytes 2-5/10");
  });
});

describe("If-Range", () => {
  const current = { etag: "abc", lastModified: new Date("2024-10-01T10:00:00.500Z") };
  it.each([
    [undefined, true],
    ['"abc"', true],
    ["abc", true],
    ['"other"', false],
    ['W/"abc"', false],
    ["Tue, 01 Oct 2024 10:00:00 GMT", true],
    ["Tue, 01 Oct 2024 09:00:00 GMT", false],
    ["Tue, 01 Oct 2024 11:00:00 GMT", false],
  ])("%s: the range counts: %s", (ifRange, counts) => {
    const headers = { range: "bytes=0-1", "if-range": ifRange };
    expect(effectiveRangeHeader(headers, current)).toBe(counts ? "bytes=0-1" : undefined);
  });
});

describe("a copy's source range", () => {
  it("is taken as it is", () => {
    expect(parseCopySourceRange("bytes=0-9", 10)).toEqual({ start: 0, end: 9 });
  });

  it.each([
    ["bytes=0-10", "InvalidRange"],
    ["bytes=5-2", "InvalidArgument"],
    ["bytes=5-", "InvalidArgument"],
    ["bytes=-5", "InvalidArgument"],
    ["0-5", "InvalidArgument"],
    ["bytes=0-5,6-7", "InvalidArgument"],
    ["bytes=a-b", "InvalidArgument"],
  ])("%s of 10 bytes is refused", (header, code) => {
    expect(() => parseCopySourceRange(header, 10)).toThrow(expect.objectContaining({ code }));
  });
});
