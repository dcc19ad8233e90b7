import type { Handler, Headers, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { requestFacts } from "../hooks/request-facts.js";
import { hiddenKeyOf, keepQuarantined, type QuarantinedUpload } from "./quarantined-upload.js";
import { askStore, textOf, wholeAnswer } from "./store-calls.js";

/**
 * Begin an upload in parts: the client's own, which stays empty until its content was checked, and the hidden one that
 * takes the parts. Answers what the store answered of the first.
 */
export async function beginQuarantined(request: S3Request, next: Handler): Promise<S3Response> {
  refuseCustomerKeys(request.headers);
  const answer = await wholeAnswer(await next(request));
  const uploadId = textOf(answer.body, "UploadId");
  if (answer.errorCode !== undefined || uploadId === undefined) return answer;
  try {
    await keepQuarantined(request, next, await beginHidden(request, next, uploadId));
  } catch (error) {
    await abortClients(request, next, uploadId);
    throw error;
  }
  return answer;
}

/** Decided at Create: what the parts are encrypted with must be known where they are read again. */
function refuseCustomerKeys(headers: Headers): void {
  if (headers["x-amz-server-side-encryption-customer-algorithm"] === undefined) return;
  const message =
    "Uploads in parts that are checked as a whole cannot have an encryption key of the client's.";
  throw new S3Error("NotImplemented", message);
}

async function beginHidden(request: S3Request, next: Handler, uploadId: string): Promise<QuarantinedUpload> {
  const { bucket = "", key = "", headers } = request;
  const hiddenKey = hiddenKeyOf(bucket, key, uploadId);
  const answer = await askStore(request, next, {
    operation: "CreateMultipartUpload",
    method: "POST",
    bucket,
    key: hiddenKey,
    query: [["uploads", ""]],
    headers: {
      "content-type": "application/octet-stream",
      // So that checksums of parts mean the same there.
      "x-amz-checksum-algorithm": headers["x-amz-checksum-algorithm"],
      "x-amz-checksum-type": headers["x-amz-checksum-type"],
    },
  });
  const hiddenUploadId = textOf(answer.body, "UploadId");
  if (hiddenUploadId === undefined) throw notBegun(answer.errorCode);
  const { contentType, metadata } = requestFacts(request);
  return { bucket, key, uploadId, hiddenKey, hiddenUploadId, contentType, metadata };
}

async function abortClients(request: S3Request, next: Handler, uploadId: string): Promise<void> {
  const { bucket = "", key } = request;
  await askStore(request, next, {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    bucket,
    key,
    query: [["uploadId", uploadId]],
  });
}

function notBegun(code: string | undefined): S3Error {
  return new S3Error(
    "ServiceUnavailable",
    `The upload could not be begun in quarantine: ${code ?? "no id"}.`,
  );
}
