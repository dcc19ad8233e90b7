import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { S3Response } from "../../wire/exchange.js";
import { renderError } from "../../wire/http/error-answer.js";
import { S3Error } from "../../wire/s3-error.js";

/** Clients give up after a minute of silence; until the first of these, an answer still has its own status. */
const PATIENCE_MS = 10_000;
const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export interface LateAnswerContext {
  readonly requestId: string;
  /** For the `<Error>` document. */
  readonly resource: string;
  readonly patienceMs?: number | undefined;
}

/**
 * Answer what may take long as S3 does: with its status when it is soon there; else with 200 and white space until the
 * document comes, which is an `<Error>` when it failed.
 *
 * Source: S3 API Reference, CompleteMultipartUpload: "Amazon S3 periodically sends white space characters".
 */
export async function answerLate(
  document: Promise<S3Response & { readonly body: string }>,
  context: LateAnswerContext,
): Promise<S3Response> {
  const { patienceMs = PATIENCE_MS } = context;
  // The client may go before it is looked at again.
  document.catch(() => undefined);
  const soon = await Promise.race([document, delay(patienceMs, undefined)]);
  if (soon !== undefined) return soon;
  const body = Readable.from(spaced(document, patienceMs, context), { objectMode: false });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

async function* spaced(
  document: Promise<S3Response & { readonly body: string }>,
  patienceMs: number,
  context: LateAnswerContext,
): AsyncGenerator<string> {
  yield XML_DECLARATION;
  let body: string | undefined;
  while (body === undefined) {
    yield " ";
    body = await Promise.race([documentOf(document, context), delay(patienceMs, undefined)]);
  }
  yield body.replace(/^<\?xml[^>]*\?>\s*/, "");
}

async function documentOf(
  document: Promise<S3Response & { readonly body: string }>,
  { requestId, resource }: LateAnswerContext,
): Promise<string> {
  try {
    return (await document).body;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return renderError(error, { method: "POST", resource, requestId, hostId: "" });
  }
}
