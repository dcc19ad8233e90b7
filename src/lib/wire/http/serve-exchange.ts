import { Readable, finished } from "node:stream";
import type { S3Response } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { createRequestId } from "./request-id.js";
import { answerError, answerStsError, internalError } from "./error-answer.js";
import type { HttpExchange } from "./http-exchange.js";
import type { Subject } from "./incoming-call.js";
import { intercept } from "./intercept.js";
import { ownApiOf, serveOwnApi } from "./own-api.js";
import { readRequest } from "./read-request.js";
import { isStsCall } from "./read-sts-form.js";
import { sendAnswer } from "./send-answer.js";
import type { ServerContext } from "./server-options.js";

/**
 * Serve one request from its head to the last byte of its answer: what goes wrong is answered, reported and recorded.
 * Never rejects.
 */
export async function serveExchange(exchange: HttpExchange, context: ServerContext): Promise<void> {
  const subject = subjectOf(exchange);
  let answer = await decideAnswer(exchange, subject, context);
  try {
    await sendAnswer(exchange, completed(answer, subject, context), context);
  } catch (error) {
    answer = await giveUp(error, answer, exchange, subject, context);
  }
  record(answer, exchange, subject, context);
}

interface Answer {
  readonly response: S3Response;
  readonly errorCode: string | undefined;
}

async function decideAnswer(
  exchange: HttpExchange,
  subject: Subject,
  context: ServerContext,
): Promise<Answer> {
  const api = ownApiOf(subject, context);
  try {
    if (api !== undefined)
      return { response: await serveOwnApi(api, exchange, subject, context), errorCode: undefined };
    const own = await intercept(subject, context);
    if (own !== undefined) return { response: own, errorCode: undefined };
    const request = await readRequest(exchange, subject, context);
    context.options.onRequest?.(request);
    const response = await context.options.handler(request);
    if (response.body instanceof Readable) await firstBytes(response.body);
    return { response, errorCode: undefined };
  } catch (error) {
    const refusal = error instanceof S3Error ? error : internalError(error);
    if (refusal !== error && !exchange.signal.aborted) report(error, subject, context);
    const response = api?.answerError?.(refusal, subject) ?? refuse(refusal, subject, context);
    const more = await context.options.refusalHeaders?.(subject);
    return {
      response: more === undefined ? response : { ...response, headers: { ...more, ...response.headers } },
      errorCode: refusal.code,
    };
  }
}

/** An answer that could not be sent is replaced while nothing of it was, and cut off otherwise. */
async function giveUp(
  error: unknown,
  answer: Answer,
  exchange: HttpExchange,
  subject: Subject,
  context: ServerContext,
): Promise<Answer> {
  const { response, signal } = exchange;
  if (answer.response.body instanceof Readable) answer.response.body.destroy();
  if (!signal.aborted) report(error, subject, context);
  if (signal.aborted || response.headersSent) {
    response.destroy();
    return answer;
  }
  const refusal = internalError(error);
  const replacement = { response: refuse(refusal, subject, context), errorCode: refusal.code };
  try {
    await sendAnswer(exchange, identified(replacement.response, subject, context), context);
  } catch (second) {
    report(second, subject, context);
    response.destroy();
  }
  return replacement;
}

/**
 * Wait until a body has something to give, or has ended. A stream that fails at once (a lost file, a refused upstream)
 * can so still be answered as an error; later only the connection can be cut.
 */
async function firstBytes(body: Readable): Promise<void> {
  if (body.readableLength > 0 || body.readableEnded) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      stopWaiting();
      body.off("readable", settle);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const stopWaiting = finished(body, settle);
    body.on("readable", settle);
  });
}

function refuse(error: S3Error, subject: Subject, { hostId }: ServerContext): S3Response {
  const { method, requestId, rawTarget } = subject;
  if (isStsCall(subject)) return answerStsError(error, requestId);
  return answerError(error, { method, requestId, hostId, resource: pathOf(rawTarget) });
}

/** The answer with the headers that every answer has. */
function completed({ response }: Answer, subject: Subject, context: ServerContext): S3Response {
  const headers = { ...context.options.answerHeaders?.(subject), ...response.headers };
  return identified({ ...response, headers }, subject, context);
}

function identified(response: S3Response, { requestId }: Subject, { hostId }: ServerContext): S3Response {
  const headers = {
    server: "s3kit",
    "x-amz-request-id": requestId,
    "x-amz-id-2": hostId,
    ...response.headers,
  };
  return { ...response, headers };
}

function subjectOf({ request }: HttpExchange): Subject {
  return {
    requestId: createRequestId(),
    method: request.method ?? "",
    rawTarget: request.url ?? "",
    remoteAddress: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    headers: request.headers as Subject["headers"],
    operation: undefined,
    bucket: undefined,
    key: undefined,
    caller: undefined,
  };
}

/** A log that cannot be written must not end the server. */
function record(answer: Answer, exchange: HttpExchange, subject: Subject, context: ServerContext): void {
  try {
    context.options.onAnswer?.({
      ...subject,
      status: exchange.response.headersSent ? answer.response.status : 0,
      errorCode: answer.errorCode,
      receivedBytes: exchange.receivedBytes,
      sentBytes: exchange.sentBytes,
      durationMs: performance.now() - exchange.startedMs,
      aborted: exchange.signal.aborted,
    });
  } catch (error) {
    report(error, subject, context);
  }
}

function report(error: unknown, subject: Subject, { options }: ServerContext): void {
  if (options.onError !== undefined) options.onError(error, subject);
  else
    process.stderr.write(
      `${subject.method} ${pathOf(subject.rawTarget)} ${subject.requestId}: ${describe(error)}\n`,
    );
}

/** Without the query, which may hold a signature or a session token. */
function pathOf(rawTarget: string): string {
  return rawTarget.split("?", 1)[0] ?? "";
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
