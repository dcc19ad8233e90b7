import { setTimeout as sleep } from "node:timers/promises";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { attemptRequest, discard, type AttemptContext } from "./attempt-request.js";
import { answeredHeaders } from "./forwarded-headers.js";
import { openOutgoing, type OutgoingBody, type OutgoingLimits } from "./outgoing-body.js";
import type { UpstreamAnswer } from "./send-upstream.js";

export interface ForwardContext extends AttemptContext, OutgoingLimits {}

/**
 * Take a request to the store: addressed and signed anew, everything else as the client sent it, and answered with what the
 * store answers. Bodies stream both ways. The store gets the last bytes of an upload only when the body was found right, so
 * it never keeps one that was not. What fails on the way is tried once more where the whole body is at hand.
 *
 * Bucket, key, headers and body of `request` are what is sent; the query is that of its raw target. A stage that changes
 * the content must also drop the headers that describe it (`content-md5`, `x-amz-checksum-…`).
 *
 * @throws S3Error as the body does; ServiceUnavailable when the store gives no answer, or refuses the proxy itself.
 */
export async function forwardRequest(request: S3Request, context: ForwardContext): Promise<S3Response> {
  const body = await openOutgoing(request, context);
  try {
    const { status, headers, body: content } = await answerOf(request, body, context);
    return { status, headers: answerHeaders(status, headers), body: content };
  } finally {
    body.release();
  }
}

/** A redirect that could not be followed would lead clients past the proxy, where their keys are unknown. */
function answerHeaders(status: number, headers: UpstreamAnswer["headers"]): Record<string, string> {
  const answered = answeredHeaders(headers);
  if (status === 301 || status === 302 || status === 307) delete answered["location"];
  return answered;
}

async function answerOf(
  request: S3Request,
  body: OutgoingBody,
  context: ForwardContext,
): Promise<UpstreamAnswer> {
  const first = await attemptRequest(request, body, false, context);
  if (first.kind === "answer") return first.answer;
  if (body.streamed !== undefined) return settle(first.otherwise);
  if (!(first.otherwise instanceof S3Error)) discard(first.otherwise);
  await sleep(first.delayMs, undefined, { signal: request.signal });
  const second = await attemptRequest(request, body, first.refreshCredentials, context);
  return second.kind === "answer" ? second.answer : settle(second.otherwise);
}

function settle(otherwise: UpstreamAnswer | S3Error): UpstreamAnswer {
  if (otherwise instanceof S3Error) throw otherwise;
  return otherwise;
}
