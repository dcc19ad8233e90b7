/** One line of a hex dump. */
export interface HexLine {
  readonly offset: string;
  readonly bytes: string;
  readonly text: string;
}

/** The classic dump, with as many bytes a line (8 or 16) as fit. */
export function hexDump(bytes: Uint8Array, columns: number): readonly HexLine[] {
  const perLine = columns >= hexColumns(16) ? 16 : 8;
  const lines: HexLine[] = [];
  for (let start = 0; start < bytes.length; start += perLine) {
    lines.push(hexLine(bytes.subarray(start, start + perLine), start, perLine));
  }
  return lines;
}

/** Columns that a line of `perLine` bytes takes: offset, bytes in groups of eight, text. */
export function hexColumns(perLine: number): number {
  return 8 + 2 + perLine * 3 + perLine / 8 + 1 + perLine;
}

function hexLine(bytes: Uint8Array, start: number, perLine: number): HexLine {
  const cells = Array.from({ length: perLine }, (_, i) => hexCell(bytes[i], i));
  return {
    offset: start.toString(16).padStart(8, "0"),
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
