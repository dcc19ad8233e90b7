import { describe, expect, test } from "vitest";
import { toTransferOptions } from "../../../src/lib/cli/transfer-flags.js";

const flags = { "if-none-match": false, concurrency: 32, preserve: false };
const MIB = 1024 * 1024;

describe("toTransferOptions", () => {
  test.each([
    ["5MiB", 5 * MIB],
    ["64m", 64 * MIB],
    ["5GiB", 5 * 1024 * MIB],
  ])("takes parts of %s", (text, sizeBytes) => {
    expect(toTransferOptions({ ...flags, "part-size": text }).partSizeBytes).toBe(sizeBytes);
  });

  test.each(["1", "4.9MiB", "6GiB", "much"])("refuses parts of %s", (text) => {
    expect(() => toTransferOptions({ ...flags, "part-size": text })).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });

  test("splits pairs at their first equals sign", () => {
    const { settings } = toTransferOptions({ ...flags, metadata: ["a=b=c", "empty="], tags: ["k=v"] });
    expect(settings.metadata).toEqual({ a: "b=c", empty: "" });
    expect(settings.tags).toEqual({ k: "v" });
    expect(toTransferOptions(flags).settings.metadata).toBeUndefined();
  });

  test.each(["name", "=value"])("refuses %s for a pair", (pair) => {
    expect(() => toTransferOptions({ ...flags, metadata: [pair] })).toThrow("--metadata");
  });
});
