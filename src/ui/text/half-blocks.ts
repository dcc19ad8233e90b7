/** A picture as pixels: red, green, blue, one after the other, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

const UPPER_HALF = "▀";

/**
 * A picture as lines of text: each character is two pixels, the upper one in its colour, the lower one in its ground's.
 * A sequence stands only where a colour changes.
 */
export function halfBlocks({ width, height, rgb }: Pixels): readonly string[] {
  return Array.from({ length: Math.ceil(height / 2) }, (_, row) => {
    let line = "";
    let style = "";
    for (let x = 0; x < width; x += 1) {
      const upper = colourAt(rgb, (row * 2 * width + x) * 3);
      const lower = row * 2 + 1 < height ? colourAt(rgb, ((row * 2 + 1) * width + x) * 3) : undefined;
      const wanted = `\u001b[38;2;${upper}${lower === undefined ? "" : `;48;2;${lower}`}m`;
      line += wanted === style ? UPPER_HALF : wanted + UPPER_HALF;
      style = wanted;
    }
    return `${line}\u001b[0m`;
  });
}

function colourAt(rgb: Uint8Array, at: number): string {
  return `${(rgb[at] ?? 0).toString()};${(rgb[at + 1] ?? 0).toString()};${(rgb[at + 2] ?? 0).toString()}`;
}
