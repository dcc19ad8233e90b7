import { UsageError } from "../errors/s3kit-error.js";

/**
 * Read `NAME=VALUE` words; the value may hold further equal signs, or be empty.
 *
 * @param flag that the words were given with, for the message; none: they are arguments
 * @throws UsageError on a word without a name or an equal sign.
 */
export function parsePairs(words: readonly string[], flag?: string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => parsePair(word, flag)));
}

function parsePair(word: string, flag?: string): readonly [string, string] {
  const equals = word.indexOf("=");
  if (equals < 1) {
    const given = flag === undefined ? word : `${flag} ${word}`;
    throw new UsageError(`Not NAME=VALUE: ${given}`, { code: "InvalidPair" });
  }
  return [word.slice(0, equals), word.slice(equals + 1)];
}
