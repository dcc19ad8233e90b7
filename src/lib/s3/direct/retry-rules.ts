import { DirectServiceError } from "./service-error.js";

const BASE_DELAY_MS = 100;
const THROTTLED_BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

const THROTTLING_CODES: ReadonlySet<string> = new Set([
  "BandwidthLimitExceeded",
  "LimitExceededException",
  "PriorRequestNotComplete",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequests",
  "TooManyRequestsException",
]);

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
]);

const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);

const CONNECTION_CODES: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "HPE_INVALID_EOF_STATE",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "UND_ERR_SOCKET",
]);

export type RetryKind = "throttled" | "transient" | "clock-skew" | "expired-token";

/**
 * Whether sending the same request again can help, and why; the rules of the SDK's standard retry strategy.
 * Undefined: it cannot.
 */
export function retryKind(error: unknown): RetryKind | undefined {
  if (error instanceof DirectServiceError) return serviceRetryKind(error);
  return isConnectionError(error) ? "transient" : undefined;
}

/** True when the answer did not come, or broke off: the store may or may not have acted. */
export function isConnectionError(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === "string" && CONNECTION_CODES.has(code)) return true;
  return cause !== undefined && cause !== error && isConnectionError(cause);
}

/** How long to wait before try number `attempt + 1`: exponential, fully jittered, never under what the store asked. */
export function retryDelayMs(kind: RetryKind, attempt: number, error: unknown, random = Math.random): number {
  if (kind === "clock-skew" || kind === "expired-token") return 0;
  const base = kind === "throttled" ? THROTTLED_BASE_DELAY_MS : BASE_DELAY_MS;
  const backoff = random() * Math.min(MAX_DELAY_MS, base * 2 ** attempt);
  return Math.max(backoff, Math.min(MAX_DELAY_MS, retryAfterMs(error)));
}

function serviceRetryKind({ name, $metadata }: DirectServiceError): RetryKind | undefined {
  if (name === "RequestTimeTooSkewed") return "clock-skew";
  if (name === "ExpiredToken" || name === "ExpiredTokenException") return "expired-token";
  if (THROTTLING_CODES.has(name) || $metadata.httpStatusCode === 429) return "throttled";
  if (TRANSIENT_CODES.has(name) || TRANSIENT_STATUSES.has($metadata.httpStatusCode)) return "transient";
  return undefined;
}

function retryAfterMs(error: unknown): number {
  if (!(error instanceof DirectServiceError)) return 0;
  const seconds = Number(error.$response.headers["retry-after"] ?? 0);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}
