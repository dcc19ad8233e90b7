import type { MatchRange } from "../../text/fit-text.js";
import { lineCount, lineText, type TextWindow } from "./text-window.js";

/** What is searched for: without capitals, both cases are found. */
export interface Sought {
  readonly text: string;
  readonly isExact: boolean;
}

export function toSought(text: string): Sought | undefined {
  if (text === "") return undefined;
  return { text, isExact: text !== text.toLowerCase() };
}

/** All places in a line. */
export function matchesIn(line: string, { text, isExact }: Sought): readonly MatchRange[] {
  // Lower case may be longer than what it was made from ("İ"): places would be wrong.
  const lowered = isExact ? line : line.toLowerCase();
  const hay = lowered.length === line.length ? lowered : line;
  const ranges: MatchRange[] = [];
  for (let at = hay.indexOf(text); at !== -1; at = hay.indexOf(text, at + text.length)) {
    ranges.push({ start: at, end: at + text.length });
  }
  return ranges;
}

/** The next line after this one (`direction` 1) or before it (-1) that has a match; undefined when none known has. */
export function findLine(
  text: TextWindow,
  sought: Sought,
  from: number,
  direction: 1 | -1,
): number | undefined {
  for (let line = from + direction; line >= 0 && line < lineCount(text); line += direction) {
    if (matchesIn(lineText(text, line), sought).length > 0) return line;
  }
  return undefined;
}
