import { describe, expect, it } from "vitest";
import { hexLine } from "../../../src/ui/text/hex-dump.js";

describe("a line of a hex dump", () => {
  it("shows sixteen bytes in two groups, with what they spell", () => {
    expect(hexLine(Buffer.from("0123456789abcdef"), 0, 16, 18)).toEqual({
      offset: "00000000",
      bytes: "30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66",
      text: "0123456789abcdef",
    });
  });

  it("keeps the width of a line that has fewer", () => {
    expect(hexLine(Buffer.from("XY"), 16, 16, 18).bytes).toBe(`58 59${" ".repeat(43)}`);
  });

  it("shows a dot for what cannot be printed", () => {
    expect(hexLine(Buffer.from("a\u001b\u007fé"), 0, 16, 18).text).toBe("a····");
  });

  it("makes offsets wider where an object is larger than they reach", () => {
    expect(hexLine(Buffer.alloc(1), 2 ** 33, 16, 2 ** 34).offset).toBe("200000000");
  });
});
