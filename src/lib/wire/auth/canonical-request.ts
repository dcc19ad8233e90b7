import type { HeaderValues } from "./raw-request.js";
import { recode } from "./uri-encoding.js";

/** The parts of a canonical request. Text is latin1: one character for each byte on the wire. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  /** As {@link canonicalQuery} gives it. */
  readonly query: string;
  /** Lower-case names, in the order in which they are signed. */
  readonly signedHeaders: readonly string[];
  readonly headers: HeaderValues;
  /** Hex SHA-256 of the body, or one of S3's words for "not hashed". */
  readonly payloadHash: string;
}

/**
 * The text that SigV4 hashes and signs. A header that is signed and was not sent counts as empty.
 *
 * Source: IAM User Guide, "Create a signed AWS API request", step 1.
 */
export function canonicalRequest(parts: CanonicalParts): string {
  let headers = "";
  for (const name of parts.signedHeaders) {
    headers += `${name}:${(parts.headers.get(name) ?? []).map(foldSpaces).join(",")}\n`;
  }
  return [
    parts.method,
    parts.path,
    parts.query,
    headers,
    parts.signedHeaders.join(";"),
    parts.payloadHash,
  ].join("\n");
}

/**
 * A raw query with each name and value in canonical spelling, sorted by name, then value. "+" is a space.
 *
 * `except`, in lower case, leaves a parameter out: a presigned URL's signature does not cover itself.
 */
export function canonicalQuery(rawQuery: string, except?: string): string {
  if (rawQuery === "") return "";
  const pairs: [name: string, value: string][] = [];
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = recodeParameter(equals === -1 ? pair : pair.slice(0, equals));
    if (name.toLowerCase() !== except)
      pairs.push([name, equals === -1 ? "" : recodeParameter(pair.slice(equals + 1))]);
  }
  return pairs
    .sort(byNameThenValue)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** A header value without outer space and with inner runs as one space. Only space and tab: other bytes may be part of UTF-8. */
export function foldSpaces(value: string): string {
  return value.replace(/[ \t]+/g, " ").replace(/^ | $/g, "");
}

function recodeParameter(encoded: string): string {
  return recode(encoded.replaceAll("+", "%20"));
}

function byNameThenValue([name, value]: [string, string], [otherName, otherValue]: [string, string]): number {
  if (name !== otherName) return name < otherName ? -1 : 1;
  if (value === otherValue) return 0;
  return value < otherValue ? -1 : 1;
}
