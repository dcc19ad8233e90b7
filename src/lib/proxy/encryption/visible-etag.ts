import type { Headers } from "../../wire/exchange.js";

const MARK = "-0";

/**
 * The ETag that clients see of an encrypted object: never 32 hexadecimal digits alone, which programs take for the MD5 of the
 * content. No object has 0 parts, so the mark collides with nothing and is taken off again without asking anybody.
 *
 * @param etag with or without quotes.
 */
export function visibleEtag(etag: string): string {
  if (etag.includes("-")) return etag;
  return etag.endsWith('"') ? `${etag.slice(0, -1)}${MARK}"` : `${etag}${MARK}`;
}

/** The ETag, or the list of them, as the store knows it. */
export function storedEtag(etags: string): string {
  return etags.replaceAll(/-0(?="|\s*(?:,|$))/g, "");
}

const CONDITIONS = [
  "if-match",
  "if-none-match",
  "if-range",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-none-match",
] as const;

/** Headers whose conditions name ETags as the store knows them. */
export function withStoredEtags(headers: Headers): Headers {
  const changed: Record<string, string> = {};
  for (const name of CONDITIONS) {
    const value = headers[name];
    if (value?.includes(MARK) === true) changed[name] = storedEtag(value);
  }
  return { ...headers, ...changed };
}
