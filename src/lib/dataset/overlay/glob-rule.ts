import { escapeRegExp } from "./escape-reg-exp.js";

/**
 * A pattern of Python's `fnmatch` as a regular expression: `*` also stands for `/`, `[!a-c]` for other characters than
 * those.
 *
 * @see https://docs.python.org/3/library/fnmatch.html
 */
export function globToRegExp(rule: string): RegExp {
  let source = "";
  for (let at = 0; at < rule.length; at += 1) {
    const sign = rule[at] ?? "";
    const end = sign === "[" ? closingBracket(rule, at) : -1;
    if (sign === "*") source += "[^]*";
    else if (sign === "?") source += "[^]";
    else if (end !== -1) {
      source += characterClass(rule.slice(at + 1, end));
      at = end;
    } else source += escapeRegExp(sign);
  }
  return new RegExp(`^${source}$`);
}

/** Where a set ends; a `]` at its beginning belongs to it. */
function closingBracket(rule: string, open: number): number {
  const from = open + (rule[open + 1] === "!" ? 3 : 2);
  return rule.indexOf("]", from);
}

function characterClass(content: string): string {
  const negated = content.startsWith("!");
  const inner = negated ? content.slice(1) : content;
  // A `-` between two characters is a range; elsewhere it stands for itself.
  const escaped = inner
    .replaceAll(/[\\\]^[]/g, "\\$&")
    .replace(/^-/, "\\-")
    .replace(/-$/, "\\-");
  return `[${negated ? "^" : ""}${escaped}]`;
}
