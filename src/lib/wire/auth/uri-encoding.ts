const UNRESERVED = /^[A-Za-z0-9\-._~]*$/;
const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;

/**
 * Encode text as SigV4 wants it: UTF-8, every byte but the unreserved characters as `%XX` in upper case, a space as `%20`.
 *
 * Source: IAM User Guide, "Create a signed AWS API request", UriEncode.
 */
export function uriEncode(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, percent);
}

/** Encode an object key for a request path: as {@link uriEncode}, slashes kept; dot segments and `//` stay as they are. */
export function uriEncodePath(key: string): string {
  return UNRESERVED_PATH.test(key) ? key : uriEncode(key).replaceAll("%2F", "/");
}

/** The canonical spelling of an encoded component, byte for byte: `%7e` becomes `~`, `(` becomes `%28`. */
export function recode(encoded: string): string {
  if (UNRESERVED.test(encoded)) return encoded;
  return encoded.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/g, recodeOne);
}

/** The canonical spelling of an encoded path; slashes stay, also those that came as `%2F`, as S3 has it. */
export function recodePath(encoded: string): string {
  return UNRESERVED_PATH.test(encoded) ? encoded : recode(encoded).replaceAll("%2F", "/");
}

function recodeOne(match: string): string {
  if (match.length === 1) return percent(match);
  const character = String.fromCharCode(Number.parseInt(match.slice(1), 16));
  return UNRESERVED.test(character) ? character : match.toUpperCase();
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}
