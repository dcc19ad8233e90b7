import { markBytes, type Encoding } from "./text-encoding.js";

/** A stretch of a text, cut into lines that are decoded when they are seen. */
export interface TextWindow {
  readonly bytes: Uint8Array;
  /** Where it stands in the text. */
  readonly startByte: number;
  readonly atEnd: boolean;
  readonly encoding: Encoding;
  /** Where each line begins, in `bytes`. A very long line is several. */
  readonly lineStarts: Uint32Array;
  /** The lines that only go on with the one above. */
  readonly continued: readonly number[];
  /** Number of its first line, from 1; undefined after a jump: nothing before it was counted. */
  readonly firstLine: number | undefined;
}

/** Above this a stretch loses what is farthest from where reading goes on. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Lines are shown whole up to this; what is longer goes on in a line of its own, without a number. */
const LONGEST_LINE_BYTES = 8192;
const TAB = 8;
const NEWLINE = 0x0a;

/** The stretch that these bytes are. After a jump it begins with the first whole line, where there is one near. */
export function openText(
  bytes: Uint8Array,
  { startByte, atEnd, encoding }: Pick<TextWindow, "startByte" | "atEnd" | "encoding">,
): TextWindow {
  const skipped = startByte === 0 ? markBytes(bytes) : partOfLine(bytes, encoding);
  const whole = bytes.subarray(skipped);
  return cut({
    bytes: whole,
    startByte: startByte + skipped,
    atEnd,
    encoding,
    firstLine: startByte === 0 ? 1 : undefined,
  });
}

/** The stretch with what follows it; its beginning is dropped when it gets large. */
export function appendText(text: TextWindow, bytes: Uint8Array, atEnd: boolean): TextWindow {
  const longer = cut({ ...text, atEnd, bytes: Buffer.concat([text.bytes, bytes]) });
  if (longer.bytes.length <= MOST_BYTES) return longer;
  const keptFrom = lineAtByte(longer, longer.startByte + longer.bytes.length - MOST_BYTES) + 1;
  return dropLines(longer, keptFrom);
}

/** The stretch with what stands before it; its end is dropped when it gets large. */
export function prependText(text: TextWindow, bytes: Uint8Array): TextWindow {
  const startByte = text.startByte - bytes.length;
  const before = openText(bytes, { startByte, atEnd: false, encoding: text.encoding });
  const joined = Buffer.concat([before.bytes, text.bytes]);
  const kept = joined.subarray(0, MOST_BYTES);
  const known =
    text.firstLine === undefined
      ? undefined
      : text.firstLine - countLines(before, 0, before.lineStarts.length);
  return cut({
    ...text,
    bytes: kept,
    startByte: before.startByte,
    atEnd: text.atEnd && kept.length === joined.length,
    firstLine: before.firstLine ?? known,
  });
}

/** The same bytes read in another encoding. */
export function recode(text: TextWindow, encoding: Encoding): TextWindow {
  return cut({ ...text, encoding });
}

export function lineCount({ lineStarts }: TextWindow): number {
  return lineStarts.length;
}

/** The line that a byte of the text belongs to; the nearest for one outside. */
export function lineAtByte({ lineStarts, startByte }: TextWindow, byte: number): number {
  const wanted = byte - startByte;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

/** Where a line begins in the whole text. */
export function byteOfLine({ lineStarts, startByte }: TextWindow, line: number): number {
  return startByte + (lineStarts[line] ?? 0);
}

/** A line without its end, tabs made blanks. Controls are still in it: they must be escaped before they are shown. */
export function lineText(text: TextWindow, line: number): string {
  const { bytes, lineStarts, encoding } = text;
  const part = bytes.subarray(lineStarts[line] ?? 0, lineStarts[line + 1] ?? bytes.length);
  return expandTabs(new TextDecoder(encoding, { ignoreBOM: true }).decode(part).replace(/\r?\n$|\r$/u, ""));
}

/** A line's number; undefined for one that goes on from the line above, and where numbers are not known. */
export function lineNumber(text: TextWindow, line: number): number | undefined {
  if (text.firstLine === undefined || text.continued.includes(line)) return undefined;
  return text.firstLine + countLines(text, 0, line);
}

function cut(text: Omit<TextWindow, "lineStarts" | "continued">): TextWindow {
  const { bytes, encoding } = text;
  const starts: number[] = [];
  const continued: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    if (start > 0 && !newlineBefore(text, start)) continued.push(starts.length);
    starts.push(start);
    start = nextLine(bytes, start, encoding);
  }
  return { ...text, lineStarts: Uint32Array.from(starts), continued };
}

function nextLine(bytes: Uint8Array, start: number, encoding: Encoding): number {
  const end = endOfLine(bytes, start, encoding);
  const limit = start + LONGEST_LINE_BYTES;
  return end <= limit ? end : characterStart(bytes, limit, encoding);
}

/** Position after the line's end; that of the text without one. */
function endOfLine(bytes: Uint8Array, start: number, encoding: Encoding): number {
  if (!encoding.startsWith("utf-16")) {
    const at = bytes.subarray(start, start + LONGEST_LINE_BYTES + 1).indexOf(NEWLINE);
    if (at !== -1) return start + at + 1;
    return start + LONGEST_LINE_BYTES < bytes.length ? Infinity : bytes.length;
  }
  const low = encoding === "utf-16le" ? 0 : 1;
  const last = Math.min(bytes.length - 1, start + LONGEST_LINE_BYTES);
  for (let at = start; at < last; at += 2) {
    if (bytes[at + low] === NEWLINE && bytes[at + 1 - low] === 0) return at + 2;
  }
  return last < bytes.length - 1 ? Infinity : bytes.length;
}

/** A place at or shortly before this one that is not inside a character. */
function characterStart(bytes: Uint8Array, at: number, encoding: Encoding): number {
  if (encoding !== "utf-8") return at;
  for (let back = 0; back < 4; back += 1) if (((bytes[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  return at;
}

/** How much of a line stands at the start of bytes from somewhere inside a text. */
function partOfLine(bytes: Uint8Array, encoding: Encoding): number {
  const end = endOfLine(bytes, 0, encoding);
  if (Number.isFinite(end) && end < bytes.length) return end;
  const start = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return encoding === "utf-8" ? Math.max(0, start) : 0;
}

function dropLines(text: TextWindow, count: number): TextWindow {
  const from = text.lineStarts[count] ?? 0;
  const dropped = text.firstLine === undefined ? undefined : text.firstLine + countLines(text, 0, count);
  // A copy: a part would keep all of it in memory.
  const bytes = Uint8Array.from(text.bytes.subarray(from));
  return cut({ ...text, bytes, startByte: text.startByte + from, firstLine: dropped });
}

/** How many lines begin from one to before the other, as numbered. */
function countLines({ continued }: TextWindow, from: number, to: number): number {
  return to - from - continued.filter((line) => line >= from && line < to).length;
}

function newlineBefore({ bytes, encoding }: Pick<TextWindow, "bytes" | "encoding">, end: number): boolean {
  return encoding === "utf-16le" ? bytes[end - 2] === NEWLINE : bytes[end - 1] === NEWLINE;
}

function expandTabs(line: string): string {
  if (!line.includes("\t")) return line;
  let column = 0;
  return line.replaceAll(/\t|[^\t]+/g, (part) => {
    const text = part === "\t" ? " ".repeat(TAB - (column % TAB)) : part;
    column += text.length;
    return text;
  });
}
