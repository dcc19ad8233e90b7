import { globToRegexSource } from "./key-glob.js";

export interface KeyFilterPatterns {
  /** Empty: everything is included. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

/**
 * Decide which names below a prefix or folder take part. The order of the patterns does not matter: a name is in when
 * an include matches (or there is none), and out when any exclude does.
 *
 * A pattern without `/` speaks of a file or folder name at any depth, one with `/` of the whole relative name from its
 * start; a match on a folder is a match on all below it, as in `.gitignore`. Wildcards as in {@link globToRegexSource}.
 *
 * @returns a test for names relative to the prefix, separated by `/`.
 */
export function createKeyFilter({
  include = [],
  exclude = [],
}: KeyFilterPatterns): (name: string) => boolean {
  const included = include.map(compile);
  const excluded = exclude.map(compile);
  return (name) =>
    (included.length === 0 || included.some((pattern) => pattern.test(name))) &&
    !excluded.some((pattern) => pattern.test(name));
}

function compile(pattern: string): RegExp {
  const trimmed = pattern.replace(/\/$/u, "");
  const start = trimmed.includes("/") ? "^" : "^(?:.*/)?";
  return new RegExp(`${start}${globToRegexSource(trimmed.replace(/^\//u, ""))}(?:/.*)?$`, "su");
}
