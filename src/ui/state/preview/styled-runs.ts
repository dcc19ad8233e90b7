import { displayText } from "../../text/cell-text.js";
import type { MatchRange } from "../../text/fit-text.js";
import type { SyntaxRole, SyntaxSpan } from "./syntax.js";

/** Text as shown, all of one look. */
export interface StyledRun {
  readonly text: string;
  readonly role: SyntaxRole | "match" | undefined;
}

/** Part of a line in pieces of one look; matches lie over colours. Nothing that moves the cursor is left in them. */
export function styledRuns(
  line: string,
  { start, end }: MatchRange,
  spans: readonly SyntaxSpan[],
  matches: readonly MatchRange[],
): readonly StyledRun[] {
  const edges = [...spans, ...matches].flatMap((range) => [range.start, range.end]);
  const inside = edges.filter((edge) => edge > start && edge < end);
  const cuts = [...new Set([start, ...inside, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => ({
    text: displayText(line.slice(from, cuts[i + 1])),
    role: matches.some((range) => covers(range, from))
      ? "match"
      : spans.find((span) => covers(span, from))?.role,
  }));
}

function covers({ start, end }: MatchRange, at: number): boolean {
  return start <= at && at < end;
}
