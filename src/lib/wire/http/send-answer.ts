import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import { Readable, finished } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Response } from "../exchange.js";
import { drainRequest } from "./drain-request.js";
import type { HttpExchange } from "./http-exchange.js";
import type { ServerContext } from "./server-options.js";

/**
 * Send an answer to its last byte, and settle what becomes of the connection: it is kept when the next request's
 * beginning is certain, and otherwise closed, after the client had the time to read the answer. A body stream is read
 * to its end here, or destroyed when nobody is to read it.
 *
 * @throws what the body stream or the connection fails with, when the answer is to be cut off; or, before anything was
 * sent, for a head that HTTP cannot express: the body stream is then the caller's to destroy.
 */
export async function sendAnswer(
  exchange: HttpExchange,
  answer: S3Response,
  context: ServerContext,
): Promise<void> {
  const { request, response, signal } = exchange;
  const body = bodyToSend(answer, request.method);
  if (body !== answer.body && answer.body instanceof Readable) answer.body.destroy();
  if (signal.aborted || response.destroyed) {
    if (body instanceof Readable) body.destroy();
    return;
  }
  const mustEnd = isNextRequestDoubtful(exchange);
  writeHead(response, answer, body, mustEnd || context.isClosing());
  if (body instanceof Readable) await sendStream(exchange, body, declaredLength(answer));
  else if (mustEnd) await sendAndDrain(exchange, body, context);
  else response.end(body);
  await taken(response);
  if (!request.complete) request.resume();
}

/** Unread bytes that are cheaper to swallow than a new connection is to open. */
const MAX_SWALLOWED_BYTES = 128 * 1024;

/** RFC 9110 §6.4.1: nothing follows the head of these answers. */
function bodyToSend({ status, body }: S3Response, method: string | undefined): S3Response["body"] {
  return method === "HEAD" || status === 204 || status === 304 ? undefined : (body ?? "");
}

/** Is it unsure where in the bytes still to come the next request begins, or is it too long until there? */
function isNextRequestDoubtful({ request, bodyFailed, isBodyAwaited }: HttpExchange): boolean {
  if (bodyFailed) return true;
  if (request.complete) return false;
  // RFC 9110 §10.1.1: a client refused without 100 may send its body or not; only the connection's end is unambiguous.
  if (!isBodyAwaited) return true;
  const declaredBytes = Number(request.headers["content-length"] ?? Number.NaN);
  return !(declaredBytes <= MAX_SWALLOWED_BYTES);
}

function writeHead(
  response: ServerResponse,
  { status, headers }: S3Response,
  body: S3Response["body"],
  isLast: boolean,
): void {
  const complete: Record<string, string> = { ...headers };
  if (typeof body === "string" || Buffer.isBuffer(body))
    complete["content-length"] = Buffer.byteLength(body).toString();
  if (isLast) complete["connection"] = "close";
  response.writeHead(status, complete);
}

function declaredLength({ headers }: S3Response): number | undefined {
  const declared = headers["content-length"];
  return declared === undefined ? undefined : Number(declared);
}

/**
 * Send a body, and hold it to the length declared: what ends early must not look whole nor leave the client waiting,
 * and what goes on would be read as the next answer.
 */
async function sendStream(
  { response, signal }: HttpExchange,
  body: Readable,
  declaredBytes: number | undefined,
): Promise<void> {
  let sentBytes = 0;
  const count = (chunk: Buffer | string): void => {
    sentBytes += Buffer.byteLength(chunk);
    if (sentBytes > (declaredBytes ?? sentBytes)) body.destroy(wrongLength(declaredBytes, "more"));
  };
  await pipeline(body.on("data", count), response, { signal, end: false });
  if (sentBytes < (declaredBytes ?? 0)) throw wrongLength(declaredBytes, "less");
  response.end();
}

function wrongLength(declaredBytes: number | undefined, difference: string): Error {
  return new Error(`The body of an answer holds ${difference} than the ${declaredBytes} bytes declared.`);
}

/**
 * Send an answer whose request is still arriving. Its length is declared, so the client has all of it. Closing only our
 * half tells the client that nothing more comes, while what it still sends is heard out.
 */
async function sendAndDrain(
  { request, response }: HttpExchange,
  body: string | Buffer | undefined,
  { drain }: ServerContext,
): Promise<void> {
  if (body === undefined || body.length === 0) response.flushHeaders();
  else response.write(body);
  request.socket.end();
  await drainRequest(request, drain);
  response.end();
}

/** Until the client has the answer, or has gone: only so long is the exchange looked after. */
async function taken(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return;
  await new Promise<void>((resolve) => {
    finished(response, () => {
      resolve();
    });
  });
}
