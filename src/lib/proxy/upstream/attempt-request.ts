import { Readable } from "node:stream";
import type { DirectTarget } from "../../s3/direct/direct-session.js";
import { signRequest } from "../../wire/auth/sign-request.js";
import type { S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { forwardedHeaders } from "./forwarded-headers.js";
import type { OutgoingBody } from "./outgoing-body.js";
import { inspectRefusal } from "./refused-credentials.js";
import { sendUpstream, type UpstreamAnswer } from "./send-upstream.js";
import type { StallWatch, UpstreamTimeouts } from "./stall-watch.js";
import { targetOf } from "./target-of.js";
import {
  credentialsRefused,
  reasonOf,
  storeUnreachable,
  tryAgain,
  type UpstreamFailure,
} from "./upstream-failure.js";
import type { UpstreamSession } from "./upstream-session.js";

/** What every request to one store shares. */
export interface AttemptContext {
  readonly session: UpstreamSession;
  readonly watch: StallWatch;
  readonly timeouts: UpstreamTimeouts;
  readonly onFailure: (failure: UpstreamFailure) => void;
}

/** What came of one try. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: UpstreamAnswer }
  | {
      readonly kind: "again";
      readonly delayMs: number;
      readonly refreshCredentials: boolean;
      /** What stands when there is no other try: the store's answer, or an error. */
      readonly otherwise: UpstreamAnswer | S3Error;
    };

/**
 * Send a request to the store once, and judge whether another try could end better: after a lost connection, a 5xx, a
 * bucket that turned out to be elsewhere, credentials that ran out, a clock that was wrong.
 *
 * @throws S3Error when no other try would help; the body's own error; the signal's reason.
 */
export async function attemptRequest(
  request: S3Request,
  body: OutgoingBody,
  refreshCredentials: boolean,
  context: AttemptContext,
): Promise<Outcome> {
  let answer: UpstreamAnswer;
  try {
    const inspected = await inspectRefusal(await send(request, body, refreshCredentials, context));
    answer = inspected.answer;
    if (inspected.refusal !== undefined && isSigned(request))
      return afterRefusal(request, answer, inspected.refusal, context);
  } catch (error) {
    return afterFailure(request, body, error, context);
  }
  return afterAnswer(request, answer, context);
}

async function send(
  request: S3Request,
  body: OutgoingBody,
  refreshCredentials: boolean,
  context: AttemptContext,
): Promise<UpstreamAnswer> {
  const { session, watch, timeouts } = context;
  const target = await targetFor(request, session);
  const { requestTarget, headers } = await sign(request, body, target, refreshCredentials, context);
  const progress = body.streamed?.gate ?? { waitingSinceMs: performance.now(), isSent: true };
  return sendUpstream(target.pool, {
    method: request.method,
    target: requestTarget,
    headers,
    body: body.bytes ?? body.streamed?.content,
    signal: request.signal,
    watch: (giveUp) => watch.watch(progress, giveUp),
    bodyTimeoutMs: timeouts.bodyMs,
  });
}

/** Names that URLs would normalise, or that address something else than a bucket, are none. */
const BUCKET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;

async function targetFor({ bucket }: S3Request, session: UpstreamSession): Promise<DirectTarget> {
  if (bucket === undefined || BUCKET_NAME.test(bucket)) return session.target(bucket);
  throw new S3Error("InvalidBucketName", "The specified bucket is not valid.", {
    details: { BucketName: bucket },
  });
}

async function sign(
  request: S3Request,
  body: OutgoingBody,
  target: DirectTarget,
  refreshCredentials: boolean,
  { session }: AttemptContext,
) {
  const { rawPath, query } = targetOf(request, target.basePath);
  const headers: Record<string, string> = {
    ...forwardedHeaders(request.headers),
    ...body.headers,
    host: target.host,
  };
  const credentials = isSigned(request) ? await session.credentials(refreshCredentials) : undefined;
  const requestTarget = query === "" ? rawPath : `${rawPath}?${query}`;
  if (credentials === undefined) return { requestTarget, headers };
  const signed = signRequest(
    { method: request.method, rawPath, query, headers, payloadHash: body.payloadHash },
    credentials,
    target.region,
    target.service,
    new Date(Date.now() + session.clockOffsetMs),
  );
  return { requestTarget, headers: signed };
}

/** Callers without a key get what the store gives anyone. */
function isSigned({ caller, operation }: S3Request): boolean {
  return operation !== "Preflight" && caller.kind === "signed";
}

const RETRIED_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const RETRY_DELAY_MS = 100;

function afterAnswer({ bucket }: S3Request, answer: UpstreamAnswer, { session }: AttemptContext): Outcome {
  const region = answer.headers["x-amz-bucket-region"];
  const mayBeElsewhere = answer.status === 301 || answer.status === 307 || answer.status === 400;
  if (mayBeElsewhere && region !== undefined && bucket !== undefined && session.redirect(bucket, region)) {
    discard(answer);
    return again(tryAgain());
  }
  return RETRIED_STATUSES.has(answer.status) ? again(answer, retryDelayMs()) : { kind: "answer", answer };
}

function afterRefusal(
  request: S3Request,
  answer: UpstreamAnswer,
  code: string,
  context: AttemptContext,
): Outcome {
  const { session } = context;
  const region = answer.headers["x-amz-bucket-region"];
  const cause = new Error(`The store refused the proxy's credentials: ${code}`);
  if (region !== undefined && request.bucket !== undefined && session.redirect(request.bucket, region))
    return again(tryAgain(cause));
  report(request, cause, context);
  if (code === "RequestTimeTooSkewed") {
    const theirs = Date.parse(answer.headers["date"] ?? "");
    if (!Number.isNaN(theirs)) session.clockOffsetMs = theirs - Date.now();
    return again(tryAgain(cause));
  }
  if (code === "ExpiredToken" || code === "TokenRefreshRequired")
    return { ...again(tryAgain(cause)), refreshCredentials: true };
  throw credentialsRefused(cause);
}

function afterFailure(
  request: S3Request,
  { streamed }: OutgoingBody,
  error: unknown,
  context: AttemptContext,
): Outcome {
  if (request.signal.aborted) throw request.signal.reason;
  // The store only saw that the body broke off; the body knows why.
  if (streamed?.gate.errored instanceof S3Error) throw streamed.gate.errored;
  if (error instanceof S3Error) throw error;
  report(request, error, context);
  return again(storeUnreachable(error), retryDelayMs());
}

function report(request: S3Request, cause: unknown, { onFailure }: AttemptContext): void {
  const { requestId, operation, bucket } = request;
  onFailure({ requestId, operation, bucket, message: reasonOf(cause), cause });
}

function again(otherwise: UpstreamAnswer | S3Error, delayMs = 0): Extract<Outcome, { kind: "again" }> {
  return { kind: "again", delayMs, refreshCredentials: false, otherwise };
}

/** With jitter, so that requests that failed together do not come back together. */
function retryDelayMs(): number {
  return RETRY_DELAY_MS * (1 + Math.random());
}

/** Let go of an answer that nobody will read. */
export function discard({ body }: UpstreamAnswer): void {
  if (body instanceof Readable) body.destroy();
}
