import type { Handler, S3Request, S3Response } from "../wire/exchange.js";
import type { AnswerSubject } from "../wire/http/server-options.js";
import { S3Error } from "../wire/s3-error.js";
import { authorizeRequest } from "./authorize.js";
import { corsAnswer } from "./operations/cors.js";
import { OPERATIONS } from "./operations/operation-table.js";
import type { StoreContext } from "./operations/store-context.js";

/** Answer S3 requests out of a store: may the caller do it, then do it. What S3 has and this store has not is 501. */
export function createStoreHandler(context: StoreContext): Handler {
  return async (request: S3Request): Promise<S3Response> => {
    if (request.operation === "Unknown") throw notImplemented(request);
    authorizeRequest(request, context);
    return OPERATIONS[request.operation](request, context);
  };
}

/** The CORS headers of any answer, refusals too: without them a browser would not let the page see why it failed. */
export function corsHeadersOf(
  { engine }: StoreContext,
  subject: AnswerSubject,
): Readonly<Record<string, string>> {
  const origin = subject.headers["origin"];
  if (origin === undefined || subject.bucket === undefined || subject.operation === "Preflight") return {};
  // As in S3, a caller that names the method it asks about is answered about that one.
  const method = subject.headers["access-control-request-method"] ?? subject.method;
  return corsAnswer(engine, subject.bucket, { origin, method, requestHeaders: undefined }) ?? {};
}

function notImplemented({ method, rawTarget }: S3Request): S3Error {
  return new S3Error(
    "NotImplemented",
    "A header or query you provided implies functionality that is not implemented",
    {
      details: { Method: method, Resource: rawTarget },
    },
  );
}
