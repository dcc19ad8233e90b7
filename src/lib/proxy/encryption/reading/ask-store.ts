import type { RangePlan } from "../../../crypto/range-plan.js";
import { ENCRYPTION_HEADER } from "../../../crypto/encryption-metadata.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { discardAnswer } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { withStoredEtags } from "../visible-etag.js";

/** A request for what is stored: conditions and range in the store's terms. */
export function asStored(request: S3Request, range: string | undefined): S3Request {
  return { ...request, headers: { ...withStoredEtags(request.headers), range } };
}

/** The Range header for what a plan names. */
export function storedRange({ sealedStart, sealedEnd }: RangePlan): string {
  return `bytes=${sealedStart.toString()}-${(sealedEnd - 1).toString()}`;
}

/** The store's own parts are others. */
export function withoutPartNumber(request: S3Request): S3Request {
  const query = new Map([...request.query].filter(([name]) => name !== "partNumber"));
  const rawTarget = request.rawTarget.replace(/([?&])partNumber=[^&]*&?/, "$1");
  return { ...request, query, rawTarget };
}

/** A request for the whole object, or its last bytes, whatever the client wants of it. */
export function bareRequest(
  request: S3Request,
  method: "HEAD" | "GET",
  range: string | undefined,
): S3Request {
  const bare = withoutPartNumber(request);
  const { "if-range": _ifRange, ...headers } = withStoredEtags(bare.headers);
  const operation = method === "HEAD" ? "HeadObject" : "GetObject";
  return { ...bare, operation, method, headers: { ...headers, range } };
}

/** What is stored in clear goes out as it is. It may be encrypted by the time it is asked for again. */
export async function askInClear(request: S3Request, { next }: EncryptionContext): Promise<S3Response> {
  const answer = await next(request);
  if (answer.headers[ENCRYPTION_HEADER] === undefined) return answer;
  discardAnswer(answer);
  throw replacedMeanwhile();
}

/** The next try sees the new object. */
export function replacedMeanwhile(): S3Error {
  return new S3Error("ServiceUnavailable", "The object was replaced while it was read. Please try again.");
}
