import type { Highlight, SyntaxSpan } from "./syntax.js";
import { lineCount, lineText, type TextWindow } from "./text-window.js";

/** Lines before the first in sight that are read too: a comment or a text may have begun there. */
const LINES_BEFORE = 40;
/** Lines longer than this have no colours: they take too long, and are data rather than code. */
const LONGEST_LINE = 2000;
const MOST_CHARACTERS = 60_000;

/** The colours of the lines in sight, by line; none until the highlighter is loaded, or for a language it does not know. */
export function highlightRows(
  text: TextWindow,
  first: number,
  last: number,
  language: string | undefined,
  highlight: Highlight | undefined,
): ReadonlyMap<number, readonly SyntaxSpan[]> {
  if (highlight === undefined || language === undefined) return new Map();
  const from = Math.max(0, first - LINES_BEFORE);
  const to = Math.min(lineCount(text) - 1, last);
  const lines = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => lineText(text, from + i));
  const code = lines.map((line) => (line.length > LONGEST_LINE ? "" : line)).join("\n");
  if (code.length > MOST_CHARACTERS) return new Map();
  const spans = highlight(language, code) ?? [];
  return new Map(spans.map((line, i) => [from + i, line]));
}
