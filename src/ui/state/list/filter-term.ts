import { parseSize } from "../../../lib/cli/parse-size.js";
import { parseDuration, parseMoment } from "../../../lib/cli/parse-time.js";
import { UsageError } from "../../../lib/errors/s3kit-error.js";
import type { MatchRange } from "../../text/fit-text.js";
import { linearRegExp } from "./linear-reg-exp.js";
import { foldCase } from "./fold-case.js";
import { needleOf } from "./needle.js";
import type { RowFacts } from "./row-filter.js";

/** One condition of a filter. */
export interface FilterTerm {
  matches(row: RowFacts): boolean;
  /** Where it holds in a name; undefined for terms about something else, and for negated ones. */
  readonly ranges: ((name: string) => readonly MatchRange[]) | undefined;
  /** Rows of which it cannot be told: kept neither by the term nor by its negation. */
  readonly unknown?: (row: RowFacts) => boolean;
}

interface TermFault {
  readonly fault: string | undefined;
}

const COMPARISON = /^(?<sign>[<>]=?)(?<value>.*)$/u;
const CLASS = "class:";

/** Read one word of a filter. */
export function parseTerm(word: string, now: Date): FilterTerm | TermFault {
  if (word.startsWith("!")) return negated(parseTerm(word.slice(1), now));
  // Just begun: it means nothing yet, and nothing is wrong with it.
  if (word === "" || word === "~" || word === "?" || word === CLASS) return { fault: undefined };
  if (word.startsWith("~")) return expressionTerm(word.slice(1));
  if (word.startsWith("?")) return fuzzyTerm(word.slice(1));
  if (word.startsWith(CLASS)) return classTerm(word.slice(CLASS.length).toLowerCase());
  const comparison = COMPARISON.exec(word)?.groups;
  if (comparison === undefined) return textTerm(word);
  return comparisonTerm(comparison["sign"] ?? "", comparison["value"] ?? "", now);
}

function negated(term: FilterTerm | TermFault): FilterTerm | TermFault {
  if (!("matches" in term)) return term;
  const { unknown } = term;
  return { matches: (row) => !term.matches(row) && unknown?.(row) !== true, ranges: undefined };
}

type Find = (name: string, folded: string, from: number) => number;

function textTerm(word: string): FilterTerm {
  const exact = hasCapitals(word);
  const find: Find = (name, folded, from) => (exact ? name : folded).indexOf(word, from);
  const needle = needleOf(word, !exact);
  return {
    matches: (row) => row.holds(needle),
    ranges: (name) => allRanges(name, find, word.length),
  };
}

function allRanges(name: string, find: Find, length: number): readonly MatchRange[] {
  const folded = foldCase(name);
  const ranges: MatchRange[] = [];
  for (let start = find(name, folded, 0); start !== -1; start = find(name, folded, start + length)) {
    ranges.push({ start, end: start + length });
  }
  return ranges;
}

function expressionTerm(pattern: string): FilterTerm | TermFault {
  const { expression, fault } = linearRegExp(pattern, "g");
  if (expression === undefined) return { fault };
  const exact = hasCapitals(pattern.replaceAll(/\\./gu, ""));
  const subject = (name: string, folded: string) => (exact ? name : folded);
  return {
    matches: ({ name, folded }) => {
      expression.lastIndex = 0;
      return expression.test(subject(name, folded));
    },
    ranges: (name) =>
      Array.from(subject(name, foldCase(name)).matchAll(expression), (found) => ({
        start: found.index,
        end: found.index + found[0].length,
      })),
  };
}

function fuzzyTerm(word: string): FilterTerm {
  const exact = hasCapitals(word);
  const letters = Array.from(word);
  const places = (name: string): readonly number[] | undefined => {
    const found: number[] = [];
    let from = 0;
    for (const letter of letters) {
      const at = name.indexOf(letter, from);
      if (at === -1) return undefined;
      found.push(at);
      from = at + letter.length;
    }
    return found;
  };
  return {
    matches: ({ name, folded }) => places(exact ? name : folded) !== undefined,
    ranges: (name) =>
      (places(exact ? name : foldCase(name)) ?? []).map((start) => ({ start, end: start + 1 })),
  };
}

function classTerm(part: string): FilterTerm {
  return { matches: ({ storageClass }) => storageClass.toLowerCase().includes(part), ranges: undefined };
}

function comparisonTerm(sign: string, value: string, now: Date): FilterTerm | TermFault {
  if (value === "") return { fault: undefined };
  try {
    return ofTime(sign, value, now) ?? ofSize(sign, value);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { fault: `${sign}${value} is neither a size (100M), a date (2026-01-31) nor an age (7d)` };
  }
}

function ofTime(sign: string, value: string, now: Date): FilterTerm | undefined {
  if (/^\d{4}-/u.test(value)) return timeTerm(sign, parseMoment(value, now).getTime() / 1000);
  // `m` is for megabytes here: ages are in hours at the least.
  if (!/^[\d.]+(?:h|d|w|mo|y)$/u.test(value)) return undefined;
  // The older, the earlier: `>7d` is what was changed before then.
  const turned = sign.startsWith(">") ? sign.replace(">", "<") : sign.replace("<", ">");
  return timeTerm(turned, (now.getTime() - parseDuration(value)) / 1000);
}

function timeTerm(sign: string, limitSeconds: number): FilterTerm {
  const holds = comparing(sign, limitSeconds);
  return numberTerm(({ modifiedSeconds }) => modifiedSeconds, holds);
}

function ofSize(sign: string, value: string): FilterTerm {
  const holds = comparing(sign, parseSize(value));
  return numberTerm(({ sizeBytes }) => (sizeBytes < 0 ? undefined : sizeBytes), holds);
}

// What has no size or time is neither larger nor smaller: `!` does not bring folders back either.
function numberTerm(
  numberOf: (row: RowFacts) => number | undefined,
  holds: (value: number) => boolean,
): FilterTerm {
  return {
    matches: (row) => {
      const value = numberOf(row);
      return value !== undefined && holds(value);
    },
    unknown: (row) => numberOf(row) === undefined,
    ranges: undefined,
  };
}

function comparing(sign: string, limit: number): (value: number) => boolean {
  switch (sign) {
    case "<":
      return (value) => value < limit;
    case "<=":
      return (value) => value <= limit;
    case ">":
      return (value) => value > limit;
    default:
      return (value) => value >= limit;
  }
}

function hasCapitals(text: string): boolean {
  return text.toLowerCase() !== text;
}
