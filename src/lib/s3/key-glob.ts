/**
 * A key with wildcards in it. Keys are plain strings, not paths: `..`, `//`, dots in front, parentheses and newlines
 * mean nothing special, which is why this is not a path-globbing package.
 */
export interface KeyGlob {
  /** What every match starts with, wildcards taken off: the prefix to list. */
  readonly prefix: string;
  /** False when a match may have a `/` after {@link prefix}: then the listing has to be flat. */
  readonly oneLevel: boolean;
  matches(key: string): boolean;
  /** True for a match and for all below one: `logs/a/b` where `logs/*` matches `logs/a`. */
  contains(key: string): boolean;
}

const WILDCARD = /[*?[{]/u;
const SPECIAL = /[*?[\]{}]/u;
const REGEX_SPECIAL = /[\\^$.*+?()[\]{}|/]/gu;

/**
 * Read a key as typed: a {@link KeyGlob} when there is a wildcard in it, else the literal key.
 *
 * `*` any text but `/` · `**` any text · `?` one character but `/` · `[a-z]` `[!a-z]` one of a set · `{a,b}` either.
 * A backslash in front of one of these takes it literally; any other backslash is itself.
 */
export function parseKeyPattern(text: string): string | KeyGlob {
  const literal = literalHead(text);
  if (literal.rest === "") return literal.key;
  const source = globToRegexSource(text);
  const exact = new RegExp(`^${source}$`, "su");
  const within = new RegExp(`^${source}(?:/.*)?$`, "su");
  return {
    prefix: literal.key,
    oneLevel: !literal.rest.includes("/") && !literal.rest.includes("**"),
    matches: (key) => exact.test(key),
    contains: (key) => within.test(key),
  };
}

/** The pattern of {@link parseKeyPattern} as the source of a regular expression with flags `su`, unanchored. */
export function globToRegexSource(glob: string): string {
  let source = "";
  let depth = 0;
  for (let at = 0; at < glob.length;) {
    const token = readToken(glob, at, depth);
    source += token.source;
    depth += token.depthChange;
    at = token.end;
  }
  return source;
}

interface Token {
  readonly source: string;
  readonly end: number;
  readonly depthChange: number;
}

function readToken(glob: string, at: number, depth: number): Token {
  const token = (source: string, length: number, depthChange = 0): Token => ({
    source,
    end: at + length,
    depthChange,
  });
  const character = String.fromCodePoint(glob.codePointAt(at) ?? 0);
  const next = glob[at + 1] ?? "";
  if (character === "\\" && SPECIAL.test(next)) return token(escapeForRegex(next), 2);
  if (glob.startsWith("**/", at) && (at === 0 || glob[at - 1] === "/")) return token("(?:.*/)?", 3);
  if (glob.startsWith("**", at)) return token(".*", 2);
  if (character === "*") return token("[^/]*", 1);
  if (character === "?") return token("[^/]", 1);
  if (character === "[") return readSet(glob, at) ?? token("\\[", 1);
  if (character === "{" && closesBrace(glob, at)) return token("(?:", 1, 1);
  if (character === "}" && depth > 0) return token(")", 1, -1);
  if (character === "," && depth > 0) return token("|", 1);
  return token(escapeForRegex(character), character.length);
}

function readSet(glob: string, at: number): Token | undefined {
  const found = /^\[(!?)(\]?[^\]]*)\]/su.exec(glob.slice(at));
  if (!found?.[2]) return undefined;
  const members = found[2].replaceAll(/[\\^[\]&~|]/gu, "\\$&");
  const source = found[1] === "!" ? `[^${members}]` : `[${members}]`;
  return isValidRegex(source) ? { source, end: at + found[0].length, depthChange: 0 } : undefined;
}

/** A set such as `[z-a]` is no set: it stands for itself. */
function isValidRegex(source: string): boolean {
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function closesBrace(glob: string, at: number): boolean {
  let depth = 0;
  for (let end = at; end < glob.length; end += 1) {
    if (glob[end] === "{") depth += 1;
    if (glob[end] === "}") depth -= 1;
    if (depth === 0) return end > at + 1;
  }
  return false;
}

function literalHead(text: string): { readonly key: string; readonly rest: string } {
  let key = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    const next = text[at + 1] ?? "";
    if (WILDCARD.test(character)) return { key, rest: text.slice(at) };
    if (character === "\\" && SPECIAL.test(next)) {
      key += next;
      at += 1;
    } else {
      key += character;
    }
  }
  return { key, rest: "" };
}

function escapeForRegex(character: string): string {
  return character.replaceAll(REGEX_SPECIAL, "\\$&");
}
