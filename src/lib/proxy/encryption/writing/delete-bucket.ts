import { element } from "../../../s3/direct/service-error.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { readAnswer, requireSuccess } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { deleteState } from "../multipart/state-objects.js";
import { UPLOADS_PREFIX } from "../multipart/upload-state.js";
import { entriesOf } from "../listing/clear-entries.js";
import { subRequest } from "../sub-request.js";

/** DeleteBucket: what is kept of uploads is nothing that a client could delete first. */
export async function deleteBucket(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const answer = await context.next(request);
  if (answer.status !== 409) return answer;
  const refusal = await readAnswer(answer);
  const isFull = element(refusal.toString("utf8"), "Code") === "BucketNotEmpty";
  if (!isFull || !(await holdsOnlyState(request, context))) return { ...answer, body: refusal };
  await deleteState(request, UPLOADS_PREFIX, context);
  return context.next(request);
}

async function holdsOnlyState(request: S3Request, { next }: EncryptionContext): Promise<boolean> {
  const { bucket = "" } = request;
  const query = [
    ["versions", ""],
    ["max-keys", "1000"],
  ] as const;
  const answer = await next(
    subRequest(request, { operation: "ListObjectVersions", method: "GET", bucket, query, asProxy: true }),
  );
  const document = (await requireSuccess(answer)).toString("utf8");
  const others = document.replaceAll(/<(Version|DeleteMarker)><Key>\.s3kit\/uploads\/.*?<\/\1>/gs, "");
  return (
    element(document, "IsTruncated") !== "true" &&
    !/<(Version|DeleteMarker)>/.test(others) &&
    entriesOf(others).length === 0
  );
}
