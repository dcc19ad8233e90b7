import type { CorsRule } from "./cors-rules.js";

/** What a browser asks before it sends a request to another origin. Source: Fetch Standard, "CORS-preflight request". */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

export interface RuleVerdict {
  /** Place in the configuration, from 1. */
  readonly number: number;
  readonly id: string | undefined;
  readonly matches: boolean;
  /** Why it does not match; empty when it does. */
  readonly reasons: readonly string[];
}

/**
 * Say for each rule whether it answers the question, and if not, why. The first that matches decides.
 *
 * Source: S3 User Guide, "Elements of a CORS configuration": origin, method and every requested header must match.
 */
export function explainCors(rules: readonly CorsRule[], question: CorsQuestion): readonly RuleVerdict[] {
  return rules.map((rule, index) => {
    const reasons = [...mismatches(rule, question)];
    return { number: index + 1, id: rule.id, matches: reasons.length === 0, reasons };
  });
}

function* mismatches(rule: CorsRule, { origin, method, headers }: CorsQuestion): Generator<string> {
  if (!rule.allowedOrigins.some((pattern) => matchesStar(pattern, origin))) {
    yield `origin ${origin} is not among ${rule.allowedOrigins.join(", ")}`;
  }
  if (!rule.allowedMethods.includes(method)) {
    yield `method ${method} is not among ${rule.allowedMethods.join(", ")}`;
  }
  for (const header of headers) {
    const name = header.toLowerCase();
    if (rule.allowedHeaders.some((pattern) => matchesStar(pattern.toLowerCase(), name))) continue;
    yield `header ${header} is not among ${rule.allowedHeaders.join(", ") || "(none)"}`;
  }
}

/** A pattern holds one `*` at most, which stands for any text. */
function matchesStar(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail);
}
