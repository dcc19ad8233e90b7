import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodePicture } from "../../../../src/hooks/decode-picture.js";
import { encodeForTerminal } from "../../../../src/hooks/encode-picture.js";
import { fitPixels } from "../../../../src/ui/state/preview/picture.js";
import { halfBlocks } from "../../../../src/ui/text/half-blocks.js";

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const pixels = (width: number, ...colours: readonly (readonly number[])[]) => ({
  width,
  height: colours.length / width,
  rgb: Uint8Array.from(colours.flat()),
});

describe("a picture in half characters", () => {
  it("draws two pixels with each, and a colour only where it changes", () => {
    const lines = halfBlocks(pixels(2, RED, RED, BLUE, BLUE, RED, BLUE));
    expect(lines).toEqual([
      "\u001b[38;2;255;0;0;48;2;0;0;255m▀▀\u001b[0m",
      "\u001b[38;2;255;0;0m▀\u001b[38;2;0;0;255m▀\u001b[0m",
    ]);
  });

  it("means what it leaves out, and shows small ones larger", () => {
    expect(fitPixels(pixels(2, RED, BLUE, RED, BLUE), 1, 9)).toEqual(pixels(1, [128, 0, 128]));
    expect(fitPixels(pixels(1, RED), 100, 100)).toMatchObject({ width: 4, height: 4 });
  });
});

describe("decoding a picture", () => {
  const stored = sharp({ create: { width: 3000, height: 1000, channels: 3, background: "#ff0000" } });

  it.each(["jpeg", "png", "webp", "gif", "tiff"] as const)(
    "reads %s, small enough for any terminal",
    async (format) => {
      const picture = await decodePicture(await stored.clone().toFormat(format).toBuffer(), undefined);
      expect(picture).toMatchObject({ format, width: 3000, height: 1000, png: undefined });
      expect(picture?.pixels).toMatchObject({ width: 480, height: 160 });
      expect(picture?.pixels.rgb.length).toBe(480 * 160 * 3);
      expect(picture?.pixels.rgb[0]).toBeGreaterThan(250);
    },
  );

  it("keeps what the terminal is to draw, no larger than a screen, and makes sixels of it", async () => {
    const picture = await decodePicture(await stored.clone().png().toBuffer(), "sixel");
    const png = picture?.png ?? new Uint8Array();
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 1600 });
    const sixels = await encodeForTerminal("sixel", png, { column: 0, row: 0, columns: 30, rows: 5 });
    expect(Buffer.from(sixels).toString("latin1")).toMatch(/P0;[^]*"1;1;300;100/u);
  });

  it("gives nothing for what is none, or is cut off before its pixels", async () => {
    expect(await decodePicture(Buffer.from("no picture"), undefined)).toBeUndefined();
    const cut = (await stored.clone().png().toBuffer()).subarray(0, 30);
    expect(await decodePicture(cut, undefined)).toBeUndefined();
  });
});
