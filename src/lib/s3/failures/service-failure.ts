import type { S3kitError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";

/** A store's refusal, whoever parsed it: the SDK or our own requests. */
export interface ServiceFailure {
  /** S3 error code; undefined where the answer had none (to HEAD there is no body). */
  readonly code: string | undefined;
  readonly status: number;
  /** The store's own words; empty where it had none. */
  readonly message: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Other elements of the error document: Region, Endpoint, ServerTime. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause: unknown;
}

/** Makes the user's error out of a store's refusal. */
export type ServiceRule = (failure: ServiceFailure, context: ErrorContext) => S3kitError;

/** No store answers in HTML: that is a proxy, a console, or another web server. */
export function isWebPage({ headers }: ServiceFailure): boolean {
  return headers["content-type"]?.startsWith("text/html") === true;
}

interface SdkError extends Error {
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Record<string, string>; readonly statusCode?: number };
}

/** The store's refusal in an SDK error; undefined when the error did not come with an answer's status. */
export function toServiceFailure(error: Error): ServiceFailure | undefined {
  const { Code, $metadata, $response, name, message } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status === undefined) return undefined;
  return {
    code: [Code, name].find((code) => code !== undefined && !NO_CODES.has(code)),
    status,
    message: NO_MESSAGE.test(message) ? "" : message,
    headers: $response?.headers ?? {},
    details: error as unknown as Readonly<Record<string, unknown>>,
    cause: error,
  };
}

/** What is put where an answer had no code (to HEAD there is none) or could not be parsed at all. */
const NO_CODES = new Set(
  (
    " Unknown UnknownError Error TypeError SyntaxError BadRequest Forbidden NotFound Conflict " +
    "Http301 Http302 Http303 Http307 Http401"
  ).split(" "),
);
const NO_MESSAGE = /^(UnknownError|Unknown|The store answered \d+)$/;
