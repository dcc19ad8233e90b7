import type { IncomingMessage, RequestOptions } from "node:http";
import type { CallOptions } from "../s3/call-options.js";
import { annotateError } from "../s3/error-context.js";

/** What a store answered to a harmless request. */
export interface TriedUrl {
  readonly method: "GET" | "HEAD";
  readonly status: number;
  /** The store's error code, where its answer had one. */
  readonly code: string | undefined;
  /** The store's own words; empty where it had none. */
  readonly message: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The store's clock. */
  readonly storeTime: Date | undefined;
}

export interface TryOptions extends CallOptions {
  /** Certificate authorities to trust besides those Node knows, as PEM. */
  readonly authorities?: string | undefined;
}

/** Error documents are small; of anything else one byte is asked for. */
const MOST_BYTES = 64 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * Send one request that changes nothing: HEAD, or GET for the first byte. Redirects are not followed.
 *
 * @param headers by lower-case name
 * @throws the errors of Node's connections when no answer comes.
 */
export async function tryUrl(
  url: URL,
  method: "GET" | "HEAD",
  headers: Readonly<Record<string, string>>,
  options: TryOptions = {},
): Promise<TriedUrl> {
  const range = method === "GET" ? { range: "bytes=0-0" } : {};
  const answer = await send(url, {
    method,
    headers: { ...range, ...headers },
    signal: AbortSignal.any([
      AbortSignal.timeout(TIMEOUT_MS),
      ...(options.signal === undefined ? [] : [options.signal]),
    ]),
    ...(options.authorities === undefined ? {} : { ca: options.authorities }),
  });
  const { statusCode: status = 0 } = answer;
  const document = status >= 400 ? await readStart(answer) : "";
  answer.destroy();
  const date = Date.parse(answer.headers.date ?? "");
  return {
    method,
    status,
    code: element(document, "Code"),
    message: element(document, "Message") ?? "",
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
    storeTime: Number.isNaN(date) ? undefined : new Date(date),
  };
}

async function send(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  const { request } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      annotateError(error, { endpoint: url.origin });
      reject(error);
    };
    request(url, { ...options, agent: false }, resolve)
      .on("error", fail)
      .end();
  });
}

async function readStart(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= MOST_BYTES) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}

function element(document: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1];
}
