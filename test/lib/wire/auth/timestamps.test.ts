import { describe, expect, it } from "vitest";
import { formatAmzDate, parseAmzDate, parseDateHeader } from "../../../../src/lib/wire/auth/timestamps.js";

describe("timestamps", () => {
  it("are written without punctuation or fractions, and read back", () => {
    const date = new Date("2026-02-03T04:05:06.789Z");
    expect(formatAmzDate(date)).toBe("20260203T040506Z");
    expect(parseAmzDate("20260203T040506Z")).toEqual(new Date("2026-02-03T04:05:06Z"));
  });

  it.each([
    "",
    "20260203",
    "20260203T040506",
    "2026-02-03T04:05:06Z",
    "20260231T000000Z",
    "20261301T000000Z",
    "20260203T250000Z",
    "20260203T040506Z, 20260203T040507Z",
  ])("are refused as %j", (text) => {
    expect(parseAmzDate(text)).toBeUndefined();
  });

  it.each([
    ["20260203T040506Z", "2026-02-03T04:05:06Z"],
    ["Tue, 03 Feb 2026 04:05:06 GMT", "2026-02-03T04:05:06Z"],
    ["Tue, 3 Feb 2026 04:05:06 UTC", "2026-02-03T04:05:06Z"],
    ["Tue, 03 Feb 2026 04:05:06 +0100", "2026-02-03T03:05:06Z"],
    ["yesterday", undefined],
    ["2026", undefined],
    ["Tue, 03 Foo 2026 04:05:06 GMT", undefined],
  ])("in a Date header: %j is %s", (text, expected) => {
    expect(parseDateHeader(text)).toEqual(expected === undefined ? undefined : new Date(expected));
  });
});
