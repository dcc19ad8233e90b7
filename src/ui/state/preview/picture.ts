import type { Pixels } from "../../text/half-blocks.js";
import type { Graphics } from "../../text/terminal-graphics.js";

/** A picture, decoded small enough for any terminal. */
export interface Picture {
  readonly pixels: Pixels;
  /** Of what is stored: `jpeg`. */
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** How the terminal draws pictures, and what it is given then; undefined where it draws characters alone. */
  readonly graphics: Graphics | undefined;
  readonly png: Uint8Array | undefined;
}

/** The most pixels of what a terminal is given to draw itself. */
export const MOST_DRAWN_WIDTH = 1600;
export const MOST_DRAWN_HEIGHT = 1000;

/** The most pixels that are kept: a terminal has no more half characters. */
export const MOST_PICTURE_WIDTH = 480;
export const MOST_PICTURE_HEIGHT = 320;

/** Small pictures are shown larger, up to this. */
const MOST_SCALE = 4;

/** The picture in at most so many pixels, each the mean of those that it stands for. */
export function fitPixels(pixels: Pixels, columns: number, rows: number): Pixels {
  const scale = Math.min(MOST_SCALE, columns / pixels.width, rows / pixels.height);
  const width = Math.max(1, Math.floor(pixels.width * scale));
  const height = Math.max(1, Math.floor(pixels.height * scale));
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rgb.set(meanOf(pixels, x, y, width, height), (y * width + x) * 3);
  }
  return { width, height, rgb };
}

function meanOf(
  { width, height, rgb }: Pixels,
  x: number,
  y: number,
  columns: number,
  rows: number,
): readonly number[] {
  const left = Math.floor((x * width) / columns);
  const right = Math.max(left + 1, Math.floor(((x + 1) * width) / columns));
  const top = Math.floor((y * height) / rows);
  const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / rows));
  const sums = [0, 0, 0];
  for (let row = top; row < bottom; row += 1) {
    for (let at = (row * width + left) * 3; at < (row * width + right) * 3; at += 1) {
      const colour = at % 3;
      sums[colour] = (sums[colour] ?? 0) + (rgb[at] ?? 0);
    }
  }
  const count = (right - left) * (bottom - top);
  return sums.map((sum) => Math.round(sum / count));
}
