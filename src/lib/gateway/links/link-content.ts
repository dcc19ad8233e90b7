import { Readable } from "node:stream";
import { uriEncodePath } from "../../wire/auth/uri-encoding.js";
import type { Handler, Headers, S3Request, S3Response } from "../../wire/exchange.js";
import type { ApiRequest } from "../../wire/http/own-api.js";
import type { ShareLink } from "../../workspace/registry/records.js";
import { attachment } from "./content-disposition.js";

/** What of a download is up to whoever downloads: which part, and whether it changed. */
const ASKED = ["range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
/** What of an answer is about the content. */
const ANSWERED = [
  "accept-ranges",
  "content-encoding",
  "content-language",
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "last-modified",
];

/**
 * Ask for what a link leads to, as the store and everything in front of it answers it: decrypted, and past the hooks.
 *
 * @throws S3Error as the store does.
 */
export async function askForContent(
  link: ShareLink,
  method: "GET" | "HEAD",
  request: ApiRequest,
  content: Handler,
): Promise<S3Response> {
  return content(requestFor(link, method, request));
}

/**
 * The store's answer as a file to keep, which no browser shows as a page of the gateway's: who made the object could
 * otherwise act in the gateway's name.
 */
export function asDownload({ status, headers, body }: S3Response, { key }: ShareLink): S3Response {
  const kept = ANSWERED.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name]] as const],
  );
  return {
    status,
    headers: {
      "content-type": "application/octet-stream",
      ...Object.fromEntries(kept),
      "content-disposition": attachment(nameOf(key)),
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
    },
    body,
  };
}

/** What people call the object. */
export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function requestFor(
  { id, bucket, key }: ShareLink,
  method: "GET" | "HEAD",
  { requestId, headers, remoteAddress, secure, signal }: ApiRequest,
): S3Request {
  return {
    requestId,
    operation: method === "GET" ? "GetObject" : "HeadObject",
    method,
    rawTarget: `/${bucket}/${uriEncodePath(key)}`,
    bucket,
    key,
    query: new Map(),
    headers: askedHeaders(headers),
    formFields: undefined,
    caller: { kind: "signed", accessKeyId: `link:${id}`, scheme: "header" },
    remoteAddress,
    secure,
    signal,
    openBody: () => ({
      stream: Readable.from([]),
      sizeBytes: 0,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
}

function askedHeaders(headers: Headers): Headers {
  const asked = ASKED.map((name) => [name, headers[name]] as const).filter(
    ([, value]) => value !== undefined,
  );
  return { host: headers["host"], "accept-encoding": "identity", ...Object.fromEntries(asked) };
}
