import { distance } from "fastest-levenshtein";
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
  const typed = toWords(commandPart(id));
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
    .map((candidate) => ({ candidate, difference: difference(comparable(typed, candidate), candidate) }))
    .filter(({ candidate, difference }) => difference <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.difference - b.difference);
  const best = nearest[0]?.difference;
  return nearest
    .filter(({ difference }) => difference === best)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** Letters in another order are one slip, not two. */
function difference(typed: string, candidate: string): number {
  const isShuffled = inOrder(typed) === inOrder(candidate);
  return isShuffled && typed !== candidate ? 1 : distance(typed, candidate);
}

function inOrder(letters: string): string {
  return letters.split("").sort().join("");
}

/** As many words of what was typed as the candidate has: the rest are its arguments. */
function comparable(typed: string, candidate: string): string {
  return typed.split(" ").slice(0, candidate.split(" ").length).join(" ");
}

/** oclif joins all words with colons, so a URI that was typed after the command shows up as `s3` and `//bucket`. */
export function commandPart(id: string): string {
  return id.replace(/:(?:[^:]*\/|-|\.).*$|:s3:\/\/.*$/, "").replace(/:s3$/, "");
}

function toWords(id: string): string {
  return id.replaceAll(":", " ");
}
