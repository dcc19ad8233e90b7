import { storedContentEncoding } from "../../wire/body/content-encoding.js";
import type { Headers } from "../../wire/exchange.js";

/** RFC 9110 §7.6.1: these are about one connection, not about the message. */
const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** What is said anew to the store: addressing, signature and framing. */
const SAID_ANEW: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "authorization",
  "content-encoding",
  "content-length",
  "date",
  "expect",
  "host",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-trailer",
]);

/**
 * The client's headers that go on to the store, values untouched: all but those about its connection, its signature and
 * the framing of its body.
 */
export function forwardedHeaders(headers: Headers): Record<string, string> {
  const forwarded: Record<string, string> = {};
  const named = namedByConnection(headers["connection"]);
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !SAID_ANEW.has(name) && !named.includes(name)) forwarded[name] = value;
  }
  const encoding = storedContentEncoding(headers["content-encoding"]);
  if (encoding !== undefined) forwarded["content-encoding"] = encoding;
  return forwarded;
}

/** Where the store's own request id is found in an answer, whose request id is the proxy's. */
const UPSTREAM_REQUEST_ID = "x-s3kit-upstream-request-id";

const NOT_ANSWERED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  // Would lead clients past the proxy.
  "alt-svc",
  // Clients correct their clocks by it, and it is the proxy's clock that judges them.
  "date",
  "server",
  "x-amz-id-2",
  "x-amz-request-id",
]);

/** The store's headers that go on to the client. */
export function answeredHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const answered: Record<string, string> = {};
  const named = namedByConnection(headers["connection"]);
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !NOT_ANSWERED.has(name) && !named.includes(name)) answered[name] = value;
  }
  const requestId = headers["x-amz-request-id"];
  if (requestId !== undefined) answered[UPSTREAM_REQUEST_ID] = requestId;
  return answered;
}

const NONE: readonly string[] = [];

function namedByConnection(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return NONE;
  return connection.split(",").map((name) => name.trim().toLowerCase());
}
