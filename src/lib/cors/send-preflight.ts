import type { S3Client } from "@aws-sdk/client-s3";
import { uriEncodePath } from "../wire/auth/uri-encoding.js";
import type { CallOptions } from "../s3/call-options.js";
import { directSession } from "../s3/direct/direct-session.js";
import { exchange } from "../s3/direct/http-exchange.js";
import type { CorsQuestion } from "./explain-cors.js";

export interface PreflightAnswer {
  readonly url: string;
  readonly status: number;
  /** The headers that decide in a browser: `access-control-*` and `vary`. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a browser would make of it. */
  readonly allowed: boolean;
}

const TIMEOUT_MS = 30_000;

/**
 * Ask the store what a browser would ask: an unsigned OPTIONS request for an object's URL. The object need not exist.
 *
 * @see Fetch Standard, "CORS-preflight fetch"
 */
export async function sendPreflight(
  client: S3Client,
  place: { readonly bucket: string; readonly key: string },
  question: CorsQuestion,
  options: CallOptions = {},
): Promise<PreflightAnswer> {
  const session = await directSession(client);
  const { pool, origin, host, basePath } = await session.target(place.bucket);
  const path = `${basePath}/${uriEncodePath(place.key)}`;
  const request = {
    method: "OPTIONS",
    target: path,
    headers: {
      host,
      origin: question.origin,
      "access-control-request-method": question.method,
      ...(question.headers.length === 0
        ? {}
        : { "access-control-request-headers": question.headers.join(",") }),
    },
    body: undefined,
    headersTimeoutMs: TIMEOUT_MS,
    bodyTimeoutMs: TIMEOUT_MS,
  };
  const { status, headers } = await exchange(pool, request, options);
  const relevant = Object.entries(headers).filter(
    ([name]) => name.startsWith("access-control-") || name === "vary",
  );
  const answer = Object.fromEntries(relevant);
  return {
    url: `${origin}${path}`,
    status,
    headers: answer,
    allowed: browserAllows(status, answer, question),
  };
}

function browserAllows(
  status: number,
  headers: Readonly<Record<string, string>>,
  question: CorsQuestion,
): boolean {
  const origin = headers["access-control-allow-origin"];
  const methods = listed(headers["access-control-allow-methods"]);
  const allowed = new Set(listed(headers["access-control-allow-headers"]).map((name) => name.toLowerCase()));
  return (
    status >= 200 &&
    status <= 299 &&
    (origin === "*" || origin === question.origin) &&
    (methods.includes("*") || methods.includes(question.method)) &&
    (allowed.has("*") || question.headers.every((name) => allowed.has(name.toLowerCase())))
  );
}

function listed(value: string | undefined): readonly string[] {
  return (value ?? "").split(",").map((part) => part.trim());
}
