import { closest, distance } from "fastest-levenshtein";

/** The known word that a mistyped one most likely means; undefined when none is close. Case counts for nothing. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  const typed = word.toLowerCase();
  const candidate = closest(typed, [...byLowerCase.keys()]);
  const isClose = distance(typed, candidate) <= Math.max(1, word.length / 4);
  return isClose ? byLowerCase.get(candidate) : undefined;
}
