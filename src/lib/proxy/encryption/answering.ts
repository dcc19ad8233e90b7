import { answerError } from "../../wire/http/error-answer.js";
import type { Handler, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { Operation } from "../../wire/operation.js";

/** Their refusals may be the client's own, or a hook's: those who check content know their errors again. */
const UPLOADS: ReadonlySet<Operation> = new Set(["PutObject", "PostObject", "UploadPart"]);

/** A store whose refusals are answers, as those over HTTP are; an embedded one throws them. */
export function answering(next: Handler): Handler {
  return async (request) => (UPLOADS.has(request.operation) ? next(request) : refusalAnswered(request, next));
}

async function refusalAnswered(request: S3Request, next: Handler): Promise<S3Response> {
  try {
    return await next(request);
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const { method, requestId, bucket = "", key = "" } = request;
    return answerError(error, { method, requestId, hostId: "", resource: `/${bucket}/${key}` });
  }
}
