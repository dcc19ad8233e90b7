import { UsageError } from "../errors/s3kit-error.js";

/**
 * Read `NAME: VALUE` words into headers by lower-case name.
 *
 * @throws UsageError on a word without a name or a colon.
 */
export function parseHeaders(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map(parseHeader));
}

function parseHeader(word: string): readonly [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`Not a header: ${word}`, {
      code: "InvalidHeader",
      hints: ["Write it as 'content-type: image/png'"],
    });
  }
  return [name.toLowerCase(), value];
}
