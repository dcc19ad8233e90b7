import type { MatchRange } from "../../text/fit-text.js";

/** What a filter's text means: which names it keeps, and what of them to highlight. */
export interface NameFilter {
  readonly text: string;
  matches(name: string): boolean;
  ranges(name: string): readonly MatchRange[];
}

const NO_RANGES: readonly MatchRange[] = [];

/**
 * Read a filter: words, all of which must be in the name. Lower case matches either case; a capital letter makes its
 * word exact. Empty text is no filter.
 */
export function parseFilter(text: string): NameFilter | undefined {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return undefined;
  const terms = words.map(parseWord);
  return {
    text,
    matches: (name) => terms.every((find) => find(name, 0) !== -1),
    ranges: (name) => terms.flatMap((find, i) => allRanges(name, find, words[i]?.length ?? 1)),
  };
}

type Find = (name: string, from: number) => number;

function parseWord(word: string): Find {
  const lower = word.toLowerCase();
  if (lower !== word) return (name, from) => name.indexOf(word, from);
  return (name, from) => foldCase(name).indexOf(lower, from);
}

// Some capitals change length in lower case ("İ"): positions would shift, so such a name is matched as it stands.
function foldCase(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === name.length ? lower : name;
}

function allRanges(name: string, find: Find, length: number): readonly MatchRange[] {
  let start = find(name, 0);
  if (start === -1) return NO_RANGES;
  const ranges: MatchRange[] = [];
  for (; start !== -1; start = find(name, start + length)) ranges.push({ start, end: start + length });
  return ranges;
}
