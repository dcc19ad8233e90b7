/** A rule of a bucket's CORS configuration. Source: S3 User Guide, "Elements of a CORS configuration". */
export interface CorsRule {
  readonly id: string | undefined;
  /** Each may hold one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  /** Each may hold one `*`; compared without regard to case. */
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

/** What a browser says about the page that asks. */
export interface CorsRequest {
  readonly origin: string;
  /** Of the request itself, or of the one that a preflight announces. */
  readonly method: string;
  /** Those that a preflight announces (`access-control-request-headers`, as sent); undefined for the request itself. */
  readonly requestHeaders: string | undefined;
}

/** Find the first rule that allows a cross-origin request, as S3 does; undefined when none does. */
export function matchCorsRule(rules: readonly CorsRule[], request: CorsRequest): CorsRule | undefined {
  const headers = namesOf(request.requestHeaders);
  return rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => matchesWildcard(pattern, request.origin)) &&
      rule.allowedMethods.includes(request.method) &&
      headers.every((name) => isHeaderAllowed(rule, name)),
  );
}

/**
 * The headers that tell the browser so. A preflight is also told methods and headers, another request what it may read.
 *
 * Source: Fetch Standard, "CORS protocol".
 */
export function corsHeaders(rule: CorsRule, request: CorsRequest): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
  if (rule.allowedOrigins.includes("*")) {
    headers["access-control-allow-origin"] = "*";
  } else {
    headers["access-control-allow-origin"] = request.origin;
    headers["access-control-allow-credentials"] = "true";
  }
  const announced = namesOf(request.requestHeaders);
  if (announced.length > 0) headers["access-control-allow-headers"] = announced.join(", ");
  if (rule.exposeHeaders.length > 0) headers["access-control-expose-headers"] = rule.exposeHeaders.join(", ");
  if (rule.maxAgeSeconds !== undefined) headers["access-control-max-age"] = rule.maxAgeSeconds.toString();
  return headers;
}

function namesOf(header: string | undefined): readonly string[] {
  const names = (header ?? "").split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "");
}

function isHeaderAllowed(rule: CorsRule, name: string): boolean {
  return rule.allowedHeaders.some((pattern) => matchesWildcard(pattern.toLowerCase(), name));
}

function matchesWildcard(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star === -1) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
