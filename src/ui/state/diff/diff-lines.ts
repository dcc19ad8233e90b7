import { structuredPatch } from "diff";

/** One line of what is different. */
export interface DiffLine {
  readonly kind: "hunk" | "same" | "added" | "removed" | "note";
  readonly text: string;
  /** Its number in the older and in the newer text. */
  readonly older: number | undefined;
  readonly newer: number | undefined;
}

const CONTEXT_LINES = 3;
/** Two texts that have nothing in common take long to compare. */
const MOST_MS = 2000;

/** What is different between two texts, line by line, with what stands around it; undefined when it took too long. */
export function diffLines(older: string, newer: string): readonly DiffLine[] | undefined {
  const patch = structuredPatch("", "", older, newer, "", "", { context: CONTEXT_LINES, timeout: MOST_MS });
  if (patch === undefined) return undefined;
  return patch.hunks.flatMap(({ oldStart, newStart, lines }) => [
    { kind: "hunk", text: `line ${newStart.toString()}`, older: undefined, newer: undefined } as const,
    ...numbered(lines, oldStart, newStart),
  ]);
}

function numbered(lines: readonly string[], oldStart: number, newStart: number): readonly DiffLine[] {
  let older = oldStart;
  let newer = newStart;
  return lines.map((line): DiffLine => {
    const text = line.slice(1);
    if (line.startsWith("+")) return { kind: "added", text, older: undefined, newer: newer++ };
    if (line.startsWith("-")) return { kind: "removed", text, older: older++, newer: undefined };
    if (line.startsWith("\\"))
      return { kind: "note", text: "no line end at the end", older: undefined, newer: undefined };
    return { kind: "same", text, older: older++, newer: newer++ };
  });
}
