import { describe, expect, test } from "vitest";
import { parseBucket } from "../../../src/lib/cli/parse-bucket.js";
import { parseObjectUri } from "../../../src/lib/cli/parse-object-uri.js";
import { parseRange } from "../../../src/lib/cli/parse-range.js";
import { parseSize } from "../../../src/lib/cli/parse-size.js";
import { parseDuration, parseMoment } from "../../../src/lib/cli/parse-time.js";
import { UsageError } from "../../../src/lib/errors/s3kit-error.js";

describe("a size", () => {
  test.each([
    ["0", 0],
    ["1000", 1000],
    ["100B", 100],
    ["64k", 65_536],
    ["64K", 65_536],
    ["64kB", 64_000],
    ["1.5MiB", 1_572_864],
    ["5 GB", 5_000_000_000],
    ["5gib", 5 * 1024 ** 3],
  ])("%j is %d", (text, sizeBytes) => {
    expect(parseSize(text)).toBe(sizeBytes);
  });

  test.each(["", "-1", "many", "1x", "1ib", "1e3", "0x10", "k"])("%j is refused", (text) => {
    expect(() => parseSize(text)).toThrow(UsageError);
  });
});

describe("a length of time", () => {
  test.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["1d12h", 129_600_000],
    ["2w", 1_209_600_000],
    ["1mo", 2_592_000_000],
    ["0.5h", 1_800_000],
  ])("%j is %d ms", (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  test.each(["", "7", "d", "-7d", "7 days", "1.2.3d"])("%j is refused", (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

describe("a moment", () => {
  const now = new Date("2026-05-10T12:00:00Z");

  test.each([
    ["7d", "2026-05-03T12:00:00.000Z"],
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z"],
  ])("%j is %s", (text, moment) => {
    expect(parseMoment(text, now).toISOString()).toBe(moment);
  });

  test("without a time of day is this machine's midnight", () => {
    expect(parseMoment("2026-01-31", now)).toEqual(new Date(2026, 0, 31));
  });

  test.each(["", "yesterday", "2026-13-01", "31.01.2026", "2026-02-30"])("%j is refused", (text) => {
    expect(() => parseMoment(text, now)).toThrow(UsageError);
  });
});

describe("a range", () => {
  test.each([
    ["0-99", { startByte: 0, endByte: 99 }],
    ["bytes=5-5", { startByte: 5, endByte: 5 }],
    ["100-", { startByte: 100, endByte: undefined }],
    ["-100", { last: 100 }],
  ])("%j", (text, range) => {
    expect(parseRange(text)).toEqual(range);
  });

  test.each(["", "-", "9-1", "a-b", "1-2-3", "1,2"])("%j is refused", (text) => {
    expect(() => parseRange(text)).toThrow(UsageError);
  });
});

describe("a bucket's name", () => {
  test.each(["photos", "s3://photos", "s3://photos/", "photos/"])("is read from %j", (text) => {
    expect(parseBucket(text)).toBe("photos");
  });

  test.each(["", "/", "s3://", "s3:///", "a/b", "s3://a/b"])("is not %j", (text) => {
    expect(() => parseBucket(text)).toThrow(UsageError);
  });
});

test("an object's URI needs a key", () => {
  expect(parseObjectUri("s3://b/k/")).toEqual({ bucket: "b", key: "k/" });
  expect(() => parseObjectUri("s3://b/")).toThrow(UsageError);
});
