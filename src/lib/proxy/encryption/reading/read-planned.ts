import type { Buffer } from "node:buffer";
import { encryptionError } from "../../../crypto/encryption-failure.js";
import type { RangePlan } from "../../../crypto/range-plan.js";
import { formatContentRange } from "../../../wire/conditions/range.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { clearHeaders, discardAnswer, orDiscarded } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { asStored, replacedMeanwhile, storedRange } from "./ask-store.js";
import { openPlanned } from "./open-content.js";
import { refusedRead } from "./refused-read.js";
import type { StoredObject } from "./stored-object.js";

/** A range that is known to be right, of the very object that was described. */
export async function getPlanned(
  request: S3Request,
  plan: RangePlan,
  { etag, objectKey }: Pick<StoredObject, "etag" | "objectKey">,
  { next }: EncryptionContext,
): Promise<S3Response> {
  const answer = await next(asStored(request, storedRange(plan)));
  if (answer.status !== 206) return refusedRead(request, answer);
  return orDiscarded(answer, async () => {
    if (answer.headers["etag"] === etag) return rangeAnswer(answer, plan, objectKey);
    throw replacedMeanwhile();
  });
}

/** The answer to a range, from one that holds all of the plan. */
export async function rangeAnswer(
  answer: S3Response,
  plan: RangePlan,
  objectKey: Buffer,
): Promise<S3Response> {
  const [first, last] = spanOf(answer);
  const { layout, start, end } = plan;
  if (first > plan.sealedStart || last < plan.sealedEnd - 1) {
    discardAnswer(answer);
    throw encryptionError("Damaged", "The store gives other bytes of the object than it was asked for");
  }
  return {
    status: 206,
    headers: {
      ...clearHeaders(answer.headers),
      "content-range": formatContentRange({ start, end: end - 1 }, layout.plaintextBytes),
      "content-length": (end - start).toString(),
    },
    body: await openPlanned(answer.body, first, objectKey, plan),
  };
}

/** First and last of the stored bytes in an answer; nothing when it does not say. */
export function spanOf({ headers }: S3Response): readonly [first: number, last: number] {
  const [, first, last] = /^bytes (\d{1,15})-(\d{1,15})\//.exec(headers["content-range"] ?? "") ?? [];
  return first === undefined || last === undefined ? [Infinity, -1] : [Number(first), Number(last)];
}
