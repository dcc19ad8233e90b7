import { describe, expect, it } from "vitest";
import { hexColumns, hexDump } from "../../../src/ui/text/hex-dump.js";

describe("hexDump", () => {
  it("shows sixteen bytes a line where they fit", () => {
    const lines = hexDump(Buffer.from("0123456789abcdefXY"), hexColumns(16));
    expect(lines).toEqual([
      {
        offset: "00000000",
        bytes: "30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66",
        text: "0123456789abcdef",
      },
      { offset: "00000010", bytes: `58 59${" ".repeat(43)}`, text: "XY" },
    ]);
  });

  it("shows eight where there is less room", () => {
    expect(hexDump(Buffer.alloc(20), 60)).toHaveLength(3);
  });

  it("shows a dot for what cannot be printed", () => {
    expect(hexDump(Buffer.from([0, 0x41, 0xff]), 80)[0]?.text).toBe("·A·");
  });
});
