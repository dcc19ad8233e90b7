import type { S3kitError } from "../../errors/s3kit-error.js";
import type { ErrorContext } from "../error-context.js";
import { SERVICE_RULES } from "./service-rules.js";
import { ruleForStatus } from "./status-rules.js";

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

/** The user's error for a store's refusal, by code, else by status; undefined when neither says enough. */
export function translateServiceFailure(
  failure: ServiceFailure,
  context: ErrorContext,
): S3kitError | undefined {
  const code = failure.code ?? codeFromStatus(failure, context);
  const rule = (code === undefined ? undefined : SERVICE_RULES[code]) ?? ruleForStatus(failure);
  return rule?.({ ...failure, code }, context);
}

/** HEAD is answered without a body; where no key was asked for, only the bucket can be what is missing. */
function codeFromStatus({ status }: ServiceFailure, { bucket, key }: ErrorContext): string | undefined {
  return status === 404 && bucket !== undefined && key === undefined ? "NoSuchBucket" : undefined;
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
