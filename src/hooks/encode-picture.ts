import { CELL_HEIGHT, CELL_WIDTH, type CellArea, type Graphics } from "../ui/text/terminal-graphics.js";

const MOST_COLOURS = 256;

/** A PNG as a terminal takes it: as it is, or as sixels in the pixels that its cells are taken to have. */
export async function encodeForTerminal(
  graphics: Graphics,
  png: Uint8Array,
  { columns, rows }: CellArea,
): Promise<Uint8Array> {
  if (graphics !== "sixel") return png;
  const [{ default: sharp }, { image2sixel }] = await Promise.all([import("sharp"), import("sixel")]);
  const { data, info } = await sharp(png)
    .resize({ width: columns * CELL_WIDTH, height: rows * CELL_HEIGHT, fit: "fill" })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(image2sixel(data, info.width, info.height, MOST_COLOURS), "latin1");
}
