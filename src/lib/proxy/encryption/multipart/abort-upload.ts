import type { S3Request, S3Response } from "../../../wire/exchange.js";
import type { EncryptionContext } from "../encryption-context.js";
import { forgetUpload, stateId } from "./upload-state.js";

/** AbortMultipartUpload: first at the store, which decides whether it may be. */
export async function abortMultipartUpload(
  request: S3Request,
  context: EncryptionContext,
): Promise<S3Response> {
  const answer = await context.next(request);
  if (answer.status < 300)
    await forgetUpload(request, stateId(request.key ?? "", request.query.get("uploadId") ?? ""), context);
  return answer;
}
