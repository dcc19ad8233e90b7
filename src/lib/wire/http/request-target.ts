import type { Query } from "../exchange.js";
import { S3Error } from "../s3-error.js";

/** The two halves of a request target, as received and without the `?` between them. */
export interface RequestTarget {
  /** Starts with "/", percent-encoded as the client sent it. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly query: Query;
}

/**
 * Split a request target without normalising it: `//`, `.`, `..` and `%2F` are part of S3 keys, and signatures cover
 * the bytes as sent. That is why WHATWG `URL` must never see it.
 *
 * @throws S3Error InvalidURI for anything but origin form (RFC 9112 §3.2.1), characters that no URI may hold, broken
 * percent-encoding or bytes that are not UTF-8; InvalidArgument for a parameter given twice.
 */
export function parseRequestTarget(rawTarget: string): RequestTarget {
  if (!rawTarget.startsWith("/")) throw invalidUri("The request target must be a path (origin form).");
  if (FORBIDDEN_CHARACTER.test(rawTarget))
    throw invalidUri("The request target holds a character that must be encoded.");
  const mark = rawTarget.indexOf("?");
  if (mark === -1) return { rawPath: rawTarget, rawQuery: "", query: NO_QUERY };
  const rawQuery = rawTarget.slice(mark + 1);
  return { rawPath: rawTarget.slice(0, mark), rawQuery, query: parseQuery(rawQuery) };
}

/**
 * Decode `name=value&…` once; `+` is a space, as in HTML forms.
 *
 * @throws S3Error as {@link parseRequestTarget} does.
 */
export function parseQuery(rawQuery: string): Query {
  const query = new Map<string, string>();
  for (const pair of rawQuery.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeQueryPart(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? "" : decodeQueryPart(pair.slice(equals + 1));
    // Stages that looked at different copies would disagree about what was asked for.
    if (query.has(name)) throw new S3Error("InvalidArgument", `The query parameter ${name} is given twice.`);
    query.set(name, value);
  }
  return query;
}

/**
 * Percent-decode strictly: every `%` must start an octet and the octets must be UTF-8.
 *
 * @throws S3Error InvalidURI
 */
export function decodePercent(encoded: string): string {
  if (!encoded.includes("%")) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.", { cause });
  }
}

const NO_QUERY: Query = new Map();
/** Controls, space, non-ASCII, and `#`, which starts a fragment and never belongs in a request. */
// oxlint-disable-next-line no-control-regex -- controls are exactly what is looked for
const FORBIDDEN_CHARACTER = /[\u0000-\u0020#\u007f-\uffff]/;

function decodeQueryPart(encoded: string): string {
  return decodePercent(encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded);
}

function invalidUri(message: string): S3Error {
  return new S3Error("InvalidURI", message);
}
