import stringWidth from "string-width";

/** One grapheme as it is shown: its text, how many terminal columns it takes, where it stood in the raw text. */
export interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly rawStart: number;
}

const PLAIN_ASCII = /^[\x20-\x7e]*$/;

// Bidirectional controls can make a key look like another one; separators break lines; U+FEFF is invisible.
const TREACHEROUS = /^[\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]$/;

// Terminals disagree about how wide a joined emoji is; drawn one by one, its parts keep the columns straight.
const EMOJI_SEQUENCE = /\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})*\u200d|\ufe0f/u;
const JOINER = "\u200d";
const EMOJI_STYLE = "\ufe0f";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** True when each UTF-16 unit of the text is one column wide and shown as it is. */
export function isPlainAscii(text: string): boolean {
  return PLAIN_ASCII.test(text);
}

/** Split a key into what a terminal shows for it: nothing that moves the cursor, hides or reorders text is left. */
export function toCells(raw: string): readonly Cell[] {
  if (isPlainAscii(raw)) return Array.from(raw, (text, rawStart) => ({ text, columns: 1, rawStart }));
  const cells: Cell[] = [];
  for (const { segment, index } of graphemes.segment(raw.toWellFormed())) {
    const columns = stringWidth(segment);
    const splits = columns === 0 || hasUnsafe(segment) || EMOJI_SEQUENCE.test(segment);
    if (splits) pushCharacters(cells, segment, index);
    else cells.push({ text: segment, columns, rawStart: index });
  }
  return cells;
}

/** The whole text as shown, unbounded. */
export function displayText(raw: string): string {
  if (isPlainAscii(raw)) return raw;
  return toCells(raw)
    .map((cell) => cell.text)
    .join("");
}

export function columnsOf(text: string): number {
  return isPlainAscii(text) ? text.length : stringWidth(text);
}

function hasUnsafe(segment: string): boolean {
  for (const character of segment) if (isUnsafe(character)) return true;
  return false;
}

function isUnsafe(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || TREACHEROUS.test(character);
}

// A grapheme may hold several code points ("\r\n", or a letter followed by a bidi control): each is shown by itself.
function pushCharacters(cells: Cell[], segment: string, index: number): void {
  const emoji = EMOJI_SEQUENCE.test(segment);
  let rawStart = index;
  for (const character of segment) {
    if (emoji && (character === JOINER || character === EMOJI_STYLE)) {
      rawStart += character.length;
      continue;
    }
    const text = isUnsafe(character) || stringWidth(character) === 0 ? escapeCharacter(character) : character;
    cells.push({ text, columns: columnsOf(text), rawStart });
    rawStart += character.length;
  }
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return "⇥";
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
