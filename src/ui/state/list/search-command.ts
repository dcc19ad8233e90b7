import type { CommandWords } from "../../actions/action.js";
import { uriOf, type SearchLocation } from "../location.js";

/** The nearest that the command line has: each term that it knows as a flag. */
export function searchCommand({ bucket, prefix, query }: SearchLocation): CommandWords {
  const words = query.split(/\s+/u).filter((word) => word !== "");
  return ["find", uriOf({ kind: "prefix", bucket, prefix }, ""), ...words.flatMap(findFlags)];
}

const COMPARISONS = [
  [/^>=?(?<value>\d{4}-.*)$/u, "--newer"],
  [/^<=?(?<value>\d{4}-.*)$/u, "--older"],
  [/^<=?(?<value>[\d.]+(?:h|d|w|mo|y))$/u, "--newer"],
  [/^>=?(?<value>[\d.]+(?:h|d|w|mo|y))$/u, "--older"],
  [/^>=?(?<value>.+)$/u, "--larger"],
  [/^<=?(?<value>.+)$/u, "--smaller"],
  [/^class:(?<value>.+)$/u, "--class"],
  [/^~(?<value>.+)$/u, "--regex"],
] as const;

function findFlags(word: string): readonly string[] {
  // What is negated or fuzzy has no flag.
  if (word.startsWith("!") || word.startsWith("?")) return [];
  for (const [pattern, flag] of COMPARISONS) {
    const value = pattern.exec(word)?.groups?.["value"];
    if (value !== undefined) return [flag, flag === "--class" ? value.toUpperCase() : value];
  }
  return ["--name", `*${word}*`];
}
