import type { S3Response } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { renderXml } from "../xml/render-xml.js";

/** What an error document says about the request it answers. */
export interface ErrorContext {
  readonly method: string;
  /** Path of the request, as received. */
  readonly resource: string;
  readonly requestId: string;
  readonly hostId: string;
}

/**
 * The answer to a refused request: `<Error>` XML, or headers alone where HTTP allows no body (HEAD, 304).
 *
 * Source: S3 API Reference, "REST error responses".
 */
export function answerError(error: S3Error, context: ErrorContext): S3Response {
  if (error.status === 304) return { status: 304, headers: error.headers };
  const headers = { ...error.headers, "content-type": "application/xml" };
  if (context.method === "HEAD") return { status: error.status, headers };
  return { status: error.status, headers, body: renderError(error, context) };
}

const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** STS has another word for it. Source: STS API Reference, "Common error types". */
const STS_CODES: Readonly<Record<string, string>> = { InvalidAccessKeyId: "InvalidClientTokenId" };

/** The answer to a refused call of STS. Source: AWS query protocol, "Error responses". */
export function answerStsError(error: S3Error, requestId: string): S3Response {
  const content = {
    Error: {
      Type: error.status < 500 ? "Sender" : "Receiver",
      Code: STS_CODES[error.code] ?? error.code,
      Message: error.message,
    },
    RequestId: requestId,
  };
  const body = renderXml("ErrorResponse", content, STS_NAMESPACE);
  return { status: error.status, headers: { ...error.headers, "content-type": "text/xml" }, body };
}

/** What clients are told about anything that is not an `S3Error`: nothing. */
export function internalError(cause: unknown): S3Error {
  return new S3Error("InternalError", "We encountered an internal error. Please try again.", { cause });
}

/** The `<Error>` document. */
export function renderError(error: S3Error, context: ErrorContext): string {
  const { resource, requestId, hostId } = context;
  const content = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: resource,
    RequestId: requestId,
    HostId: hostId,
  };
  return renderXml("Error", content, "");
}
