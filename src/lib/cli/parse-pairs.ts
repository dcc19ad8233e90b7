import { UsageError } from "../errors/s3kit-error.js";

/**
 * Read `NAME=VALUE` words; the value may hold further equal signs, or be empty.
 *
 * @throws UsageError on a word without a name or an equal sign.
 */
export function parsePairs(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map(parsePair));
}

function parsePair(word: string): readonly [string, string] {
  const equals = word.indexOf("=");
  if (equals < 1) throw new UsageError(`Not NAME=VALUE: ${word}`, { code: "InvalidPair" });
  return [word.slice(0, equals), word.slice(equals + 1)];
}
