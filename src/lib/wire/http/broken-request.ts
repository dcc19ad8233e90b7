import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { S3Error } from "../s3-error.js";
import { renderError } from "./error-answer.js";
import { createRequestId } from "./request-id.js";

/**
 * Answer what is not even HTTP (Node's `clientError`): the parser has given up, so the connection ends here. Nothing is
 * written into an answer that has already begun.
 */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Duplex, hostId: string): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const earlier = unfinishedAnswer(socket);
  if (earlier?.req.complete === true) {
    // What cannot be read came after a whole request, which has its answer first.
    earlier.shouldKeepAlive = false;
    earlier.once("close", () => socket.destroy());
    return;
  }
  if (earlier?.headersSent === true) {
    socket.destroy();
    return;
  }
  const requestId = createRequestId();
  const body = renderError(refusalOf(error.code), { method: "", resource: "", requestId, hostId });
  const status = STATUS_LINES[error.code ?? ""] ?? "400 Bad Request";
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `x-amz-request-id: ${requestId}\r\nx-amz-id-2: ${hostId}\r\nConnection: close\r\n\r\n${body}`,
    () => {
      socket.destroy();
    },
  );
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

function refusalOf(code: string | undefined): S3Error {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return requestTimeout();
  if (code === "HPE_HEADER_OVERFLOW") {
    return new S3Error("InvalidRequest", "Your request header section exceeds the maximum allowed.");
  }
  return new S3Error("BadRequest", "The request could not be understood as HTTP.");
}

/** The refusal of a client that has stopped sending. */
export function requestTimeout(): S3Error {
  const message =
    "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.";
  return new S3Error("RequestTimeout", message);
}

function unfinishedAnswer(
  socket: Duplex & { _httpMessage?: ServerResponse | null },
): ServerResponse | undefined {
  return socket._httpMessage ?? undefined;
}
