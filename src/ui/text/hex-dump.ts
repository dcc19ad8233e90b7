/** One line of a hex dump. */
export interface HexLine {
  readonly offset: string;
  readonly bytes: string;
  readonly text: string;
}

/** Digits of an offset; more only for what is larger than they reach. */
const OFFSET_DIGITS = 8;

/** A line of the classic dump, its bytes in groups of eight. `totalBytes` decides how wide offsets are. */
export function hexLine(bytes: Uint8Array, startByte: number, perLine: number, totalBytes: number): HexLine {
  const cells = Array.from({ length: perLine }, (_, i) => hexCell(bytes[i], i));
  const digits = Math.max(OFFSET_DIGITS, totalBytes.toString(16).length);
  return {
    offset: startByte.toString(16).padStart(digits, "0"),
    bytes: cells.join(" "),
    text: Array.from(bytes, printable).join(""),
  };
}

function hexCell(byte: number | undefined, index: number): string {
  const cell = byte === undefined ? "  " : byte.toString(16).padStart(2, "0");
  return index > 0 && index % 8 === 0 ? ` ${cell}` : cell;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : "·";
}
