import type { Hook } from "@oclif/core";
import { UsageError } from "../errors/s3kit-error.js";

/**
 * What oclif calls for words that name no command: never run something else than was typed, only suggest it.
 *
 * @throws UsageError always.
 */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const commands = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id);
  const words = [...new Set([...commands, ...config.topics.map(({ name }) => name)])].map(toWords);
  const typed = toWords(id);
  const hints = closestWords(typed, words).map((candidate) => `Did you mean: ${config.bin} ${candidate}`);
  throw new UsageError(`No command ${typed}`, {
    code: "UnknownCommand",
    hints: [...hints, `Run ${config.bin} --help for the list of commands`],
  });
};

export default commandNotFound;

const MAX_SUGGESTIONS = 3;

/** The candidates that differ least from what was typed, if any is near enough to be a slip of the fingers. */
export function closestWords(typed: string, candidates: readonly string[]): readonly string[] {
  const nearest = candidates
    .map((candidate) => ({ candidate, distance: editDistance(comparable(typed, candidate), candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  const best = nearest[0]?.distance;
  return nearest
    .filter(({ distance }) => distance === best)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** As many words of what was typed as the candidate has: the rest are its arguments. */
function comparable(typed: string, candidate: string): string {
  return typed.split(" ").slice(0, candidate.split(" ").length).join(" ");
}

function toWords(id: string): string {
  return id.replaceAll(":", " ");
}

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swaps = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = swaps ? at(beforePrevious, column - 2) + 1 : Infinity;
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
