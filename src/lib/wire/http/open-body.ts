import type { Readable } from "node:stream";
import type { Authentication } from "../auth/authentication.js";
import { openRequestBody } from "../body/open-request-body.js";
import type { DigestAlgorithm, Headers, RequestBody, S3Request } from "../exchange.js";
import type { IncomingCall } from "./incoming-call.js";

/**
 * The `openBody` of a request. Opening is what asks a client that expects `100-continue` to send; a body that fails
 * is remembered, since the connection cannot be used after it.
 *
 * @param content the content itself when it is not the whole body, as in a form.
 */
export function createBodyOpener(
  { exchange }: Pick<IncomingCall, "exchange">,
  authentication: Authentication,
  headers: Headers,
  content?: Readable,
): S3Request["openBody"] {
  let isOpened = false;
  return (digests: readonly DigestAlgorithm[] = []): RequestBody => {
    if (isOpened) throw new Error("The body of this request was opened before.");
    isOpened = true;
    const body = openRequestBody(content ?? exchange.openSource(), authentication, headers, digests);
    body.stream.once("error", () => {
      exchange.markBodyFailed();
    });
    return body;
  };
}
