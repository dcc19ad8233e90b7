import type { Sharp } from "sharp";
import {
  MOST_DRAWN_HEIGHT,
  MOST_DRAWN_WIDTH,
  MOST_PICTURE_HEIGHT,
  MOST_PICTURE_WIDTH,
  type Picture,
} from "../ui/state/preview/picture.js";
import type { Graphics } from "../ui/text/terminal-graphics.js";

/** More than any camera makes: what claims more is not decoded. */
const MOST_PIXELS = 150_000_000;

/**
 * A picture as pixels, shrunk while it is decoded; undefined where the decoder is not installed, or for what it cannot
 * read.
 */
export async function decodePicture(
  bytes: Uint8Array,
  graphics: Graphics | undefined,
): Promise<Picture | undefined> {
  const sharp = await loadDecoder();
  if (sharp === undefined) return undefined;
  try {
    const options = { limitInputPixels: MOST_PIXELS, failOn: "none", pages: 1 } as const;
    const { format, autoOrient } = await sharp(bytes, options).metadata();
    const { data, info } = await sharp(bytes, options)
      .autoOrient()
      .resize({
        width: MOST_PICTURE_WIDTH,
        height: MOST_PICTURE_HEIGHT,
        fit: "inside",
        withoutEnlargement: true,
      })
      .flatten({ background: "#808080" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const pixels = { width: info.width, height: info.height, rgb: data };
    const png = graphics === undefined ? undefined : await toPng(sharp(bytes, options));
    return { pixels, format, width: autoOrient.width, height: autoOrient.height, graphics, png };
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

function toPng(picture: Sharp): Promise<Uint8Array> {
  const size = { width: MOST_DRAWN_WIDTH, height: MOST_DRAWN_HEIGHT, fit: "inside" } as const;
  return picture
    .autoOrient()
    .resize({ ...size, withoutEnlargement: true })
    .png({ compressionLevel: 3 })
    .toBuffer();
}

/** An optional dependency: it does not install everywhere. */
async function loadDecoder() {
  try {
    const { default: sharp } = await import("sharp");
    // Each picture is looked at once: a cache would only take memory.
    sharp.cache(false);
    return sharp;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Its errors carry no code: only those of files are told apart by their words. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof Error && !(error instanceof TypeError);
}
