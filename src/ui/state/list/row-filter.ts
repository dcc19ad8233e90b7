import type { MatchRange } from "../../text/fit-text.js";
import type { Needle } from "./needle.js";
import { parseTerm, type FilterTerm } from "./filter-term.js";

/** What a filter may ask of a row. */
export interface RowFacts {
  readonly name: string;
  /** The name in lower case, if that is as long. */
  readonly folded: string;
  holds(needle: Needle): boolean;
  /** -1: unknown, as for folders. */
  readonly sizeBytes: number;
  readonly modifiedSeconds: number | undefined;
  readonly storageClass: string;
}

/** What a filter's text means: which rows it keeps, and what of their names to highlight. */
export interface RowFilter {
  readonly text: string;
  /** Why a part of it keeps nothing back: it is unfinished or wrong. */
  readonly fault: string | undefined;
  matches(row: RowFacts): boolean;
  ranges(name: string): readonly MatchRange[];
}

const NO_RANGES: readonly MatchRange[] = [];
const WORDS = /(?<mark>[!~?]*)"(?<quoted>[^"]*)"?|(?<word>\S+)/gu;

/**
 * Read a filter: terms, all of which must hold.
 *
 * - `text`: in the name; lower case matches either case, a capital letter makes it exact; `"two words"` holds blanks
 * - `?abc`: these letters in this order, anything between
 * - `~^a.*z$`: a regular expression
 * - `>100M` `<=4k`: size; `<2026-01-01` `>2026-01-31T12:00`: changed before, since; `<7d` `>2w`: younger, older
 * - `class:glacier`: in the storage class
 * - `!` before any of them: what does not match
 *
 * Empty text is no filter. A term that is unfinished or wrong keeps nothing back and is told as the filter's fault.
 */
export function parseFilter(text: string, now = new Date()): RowFilter | undefined {
  const parsed = [...text.matchAll(WORDS)].map(({ groups }) =>
    parseTerm(groups?.["word"] ?? `${groups?.["mark"] ?? ""}${groups?.["quoted"] ?? ""}`, now),
  );
  if (parsed.length === 0) return undefined;
  const terms = parsed.filter((term): term is FilterTerm => "matches" in term);
  return {
    text,
    fault: parsed
      .map((term) => ("fault" in term ? term.fault : undefined))
      .find((fault) => fault !== undefined),
    matches: (row) => terms.every((term) => term.matches(row)),
    ranges: (name) => {
      if (terms.every(({ ranges }) => ranges === undefined)) return NO_RANGES;
      return terms.flatMap(({ ranges }) => ranges?.(name) ?? NO_RANGES);
    },
  };
}
