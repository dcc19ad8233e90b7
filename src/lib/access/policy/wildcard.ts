/** A policy pattern ready for matching: literal characters, and what stands for others. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

/** Value of a policy variable (`aws:username`); undefined when the request has none. */
export type VariableLookup = (name: string) => string | undefined;

/**
 * Does the text match a pattern in which `*` stands for any characters and `?` for one? Linear in pattern times text,
 * whatever the pattern: it comes from users.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  return matchesPattern(compileWildcard(pattern), text);
}

/** @param pattern without policy variables. */
export function compileWildcard(pattern: string): Pattern {
  return Array.from(pattern, (character) => WILDCARDS[character] ?? character);
}

/**
 * Put policy variables into a pattern: `${aws:username}`, `${aws:username, 'default'}`, and `${*}`, `${?}`, `${$}` for
 * the characters themselves. What a variable brings is literal.
 *
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 *
 * @returns undefined when a variable has no value: then nothing matches.
 */
export function compileVariables(pattern: string, lookup: VariableLookup): Pattern | undefined {
  const compiled: Pattern[number][] = [];
  let at = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    compiled.push(...compileWildcard(pattern.slice(at, match.index)));
    const value = valueOf(match[1] ?? "", match[2], lookup);
    if (value === undefined) return undefined;
    compiled.push(...Array.from(value));
    at = match.index + match[0].length;
  }
  compiled.push(...compileWildcard(pattern.slice(at)));
  return compiled;
}

/** Greedy with one point to come back to: the last `*`. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const characters = Array.from(text);
  let at = 0;
  let patternAt = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (at < characters.length) {
    const wanted = pattern[patternAt];
    if (wanted === ANY) {
      starAt = patternAt++;
      resumeAt = at;
    } else if (wanted === ONE || (wanted !== undefined && wanted === characters[at])) {
      at += 1;
      patternAt += 1;
    } else if (starAt !== -1) {
      patternAt = starAt + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  return pattern.slice(patternAt).every((rest) => rest === ANY);
}

const ANY = Symbol("any characters");
const ONE = Symbol("one character");
const WILDCARDS: Readonly<Record<string, typeof ANY | typeof ONE>> = { "*": ANY, "?": ONE };
const VARIABLE = /\$\{([^}',]+)(?:,\s*'([^']*)')?\}/g;

function valueOf(name: string, otherwise: string | undefined, lookup: VariableLookup): string | undefined {
  if (name === "*" || name === "?" || name === "$") return name;
  return lookup(name.trim().toLowerCase()) ?? otherwise;
}
