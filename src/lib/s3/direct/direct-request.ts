import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { connectionContext } from "../client-connection.js";
import { annotateError } from "../error-context.js";
import { withoutSecrets } from "../request-trace.js";
import { directSession, type DirectSession } from "./direct-session.js";
import { exchange, type BodyReader, type WireResponse } from "./http-exchange.js";
import { isConnectionError, retryDelayMs, retryKind, type RetryKind } from "./retry-rules.js";
import { signDirect } from "./sign-direct.js";
import { DirectServiceError } from "./service-error.js";

export interface DirectRequest {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  /** Decoded; a parameter that is undefined is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Lower-case names; a header that is undefined is left out. Host, length, date and signature are added. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Must not change until the promise settles: it may be sent more than once. */
  readonly body?: Buffer | StreamedBody | undefined;
}

/** A body too large to be held: read anew for each try. */
export interface StreamedBody {
  readonly sizeBytes: number;
  /** Of the content, in hex. */
  readonly sha256: string;
  /** The content from its start; read to its end, or destroyed. */
  open(): Readable;
}

export interface DirectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Takes a 2xx body in pieces. Once it was given data, a broken connection is not retried but thrown. */
  readonly reader?: BodyReader | undefined;
  /** Tries in all. Default: the client's. */
  readonly maxAttempts?: number | undefined;
  /** Silence before the answer's head comes. Default: two minutes. */
  readonly headersTimeoutMs?: number | undefined;
}

export type DirectResponse = WireResponse;

const HEADERS_TIMEOUT_MS = 120_000;
const BODY_TIMEOUT_MS = 60_000;

/**
 * Send a signed request past the SDK's middleware, for paths where its cost per request shows: same endpoint, region,
 * credentials, retries (exponential backoff with jitter), clock-skew correction and error shape as the client's own.
 * The payload's hash is signed over plain HTTP; over TLS it is left out, as the AWS CLI does.
 *
 * Memory: the request's body and, without a reader, the answer's.
 *
 * @throws DirectServiceError for any answer but 2xx; undici's errors when no answer came; the signal's reason.
 */
export async function directRequest(
  client: S3Client,
  request: DirectRequest,
  options: DirectOptions = {},
): Promise<DirectResponse> {
  const session = await directSession(client);
  const maxAttempts = options.maxAttempts ?? session.maxAttempts;
  let kind: RetryKind | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const progress = { delivered: false };
    try {
      return await sendOnce(session, request, withProgress(options, progress), attempt, kind);
    } catch (error) {
      kind = nextTry(session, request, error, kind);
      if (kind === undefined || attempt >= maxAttempts || progress.delivered || options.signal?.aborted) {
        throw noteContext(error, client, request);
      }
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal: options.signal });
    }
  }
}

/** Why the request should be sent again, after taking in what the answer taught. */
function nextTry(
  session: DirectSession,
  { bucket }: DirectRequest,
  error: unknown,
  previous: RetryKind | undefined,
): RetryKind | undefined {
  if (followsRegion(session, bucket, error)) return "clock-skew";
  const kind = retryKind(error);
  if (kind === "clock-skew") return correctClock(session, error) ? kind : undefined;
  if (kind === "expired-token" && previous === "expired-token") return undefined;
  return kind;
}

function followsRegion(session: DirectSession, bucket: string | undefined, error: unknown): boolean {
  if (bucket === undefined || !(error instanceof DirectServiceError)) return false;
  const region = error.$response.headers["x-amz-bucket-region"];
  const status = error.$metadata.httpStatusCode;
  if (region === undefined || (status !== 301 && status !== 307 && status !== 400)) return false;
  return session.redirect(bucket, region);
}

function correctClock(session: DirectSession, error: unknown): boolean {
  if (!(error instanceof DirectServiceError)) return false;
  const theirs = Date.parse(error.$response.headers["date"] ?? "");
  if (Number.isNaN(theirs)) return false;
  session.clockOffsetMs = theirs - Date.now();
  return true;
}

function withProgress(options: DirectOptions, progress: { delivered: boolean }): DirectOptions {
  const { reader } = options;
  if (reader === undefined) return options;
  return {
    ...options,
    reader: {
      onHead: (head) => reader.onHead?.(head),
      onData: (chunk) => {
        progress.delivered = true;
        return reader.onData(chunk);
      },
    },
  };
}

async function sendOnce(
  session: DirectSession,
  request: DirectRequest,
  options: DirectOptions,
  attempt: number,
  kind: RetryKind | undefined,
): Promise<DirectResponse> {
  const { target, path, requestTarget, headers } = await signDirect(session, request, {
    refreshCredentials: kind === "expired-token",
  });
  const startedAt = performance.now();
  const wire = {
    method: request.method,
    target: requestTarget,
    headers,
    body: request.body === undefined || Buffer.isBuffer(request.body) ? request.body : request.body.open(),
    headersTimeoutMs: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
    bodyTimeoutMs: BODY_TIMEOUT_MS,
  };
  const trace = (status: number | undefined, error?: unknown) => {
    session.onRequest?.({
      method: request.method,
      url: withoutSecrets(target.origin, path, request.query ?? {}),
      status,
      durationMs: performance.now() - startedAt,
      attempt,
      ...(error === undefined ? {} : { error: (error as Error).message }),
    });
  };
  const response = await exchange(target.pool, wire, options).catch((error: unknown) => {
    trace(undefined, error);
    throw error;
  });
  trace(response.status);
  if (response.status >= 300) throw new DirectServiceError(response, attempt);
  return response;
}

function noteContext(error: unknown, client: S3Client, { bucket, key }: DirectRequest): unknown {
  if (error instanceof DirectServiceError || isConnectionError(error))
    annotateError(error, { ...connectionContext(client), bucket, key });
  return error;
}
