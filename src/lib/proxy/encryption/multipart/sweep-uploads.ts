import type { S3Request } from "../../../wire/exchange.js";
import { readAnswer } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { subRequest } from "../sub-request.js";
import { getState, listState } from "./state-objects.js";
import { forgetUpload, UPLOADS_PREFIX } from "./upload-state.js";

const SWEEP_EVERY_MS = 60 * 60_000;
const KEPT_MS = 24 * 60 * 60_000;
/** A sweep is done on the way, and must not hold up whoever came by. */
const MOST_AT_ONCE = 10;

/**
 * Forget uploads of a bucket that the store does not know any more, such as those that were aborted past the proxy, a day after
 * they were last heard of. Done now and then, a few at a time.
 */
export async function sweepUploads(asked: S3Request, context: EncryptionContext): Promise<void> {
  const { bucket = "" } = asked;
  if (!context.uploads.isSweepDue(bucket, SWEEP_EVERY_MS)) return;
  const oldest = Date.now() - KEPT_MS;
  let examined = 0;
  for await (const { key, lastModified } of listState(asked, UPLOADS_PREFIX, context)) {
    if (!key.endsWith("/upload") || !(Date.parse(lastModified) < oldest)) continue;
    await forgetIfGone(asked, key, context);
    examined += 1;
    if (examined === MOST_AT_ONCE) return;
  }
}

async function forgetIfGone(asked: S3Request, stateKey: string, context: EncryptionContext): Promise<void> {
  const { bucket = "" } = asked;
  const document = await getState(asked, stateKey, context);
  if (document === undefined) return;
  const { key, uploadId } = JSON.parse(document.toString("utf8")) as {
    readonly key: string;
    readonly uploadId: string;
  };
  const query = [
    ["uploadId", uploadId],
    ["max-parts", "1"],
  ] as const;
  const answer = await context.next(
    subRequest(asked, { operation: "ListParts", method: "GET", bucket, key, query, asProxy: true }),
  );
  await readAnswer(answer);
  if (answer.status === 404)
    await forgetUpload(asked, stateKey.slice(UPLOADS_PREFIX.length).split("/", 1)[0] ?? "", context);
}
