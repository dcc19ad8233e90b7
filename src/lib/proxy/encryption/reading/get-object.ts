import { Buffer } from "node:buffer";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { clearHeaders, discardAnswer, orDiscarded } from "../answers.js";
import { nameOf, type EncryptionContext } from "../encryption-context.js";
import { askInClear, asStored, storedRange } from "./ask-store.js";
import { checksumHeaders } from "./checksum-headers.js";
import { headOf } from "./describe-head.js";
import { getPart } from "./get-part.js";
import { openWhole, planContent } from "./open-content.js";
import { guessStoredRange, readRangeWish, type RangeWish } from "./range-wish.js";
import { cacheName, layoutFromTail, layoutOf } from "./read-layout.js";
import { getPlanned, rangeAnswer, spanOf } from "./read-planned.js";
import { refusedRead } from "./refused-read.js";
import { describeStored, type StoredObject } from "./stored-object.js";

/** GetObject: the whole plaintext, a range of it, or one part. Only authentic bytes leave. */
export async function getObject(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  if (request.query.has("partNumber")) return getPart(request, context);
  const wish = readRangeWish(request.headers);
  if (wish === undefined) return getWhole(request, context);
  return (await getKnownRange(request, wish, context)) ?? getRange(request, wish, context);
}

async function getWhole(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const answer = await context.next(asStored(request, undefined));
  return answer.status === 200 ? openWholeAnswer(request, answer, context) : refusedRead(request, answer);
}

/** The plaintext of an answer that holds the whole object. */
async function openWholeAnswer(
  request: S3Request,
  answer: S3Response,
  context: EncryptionContext,
): Promise<S3Response> {
  return orDiscarded(answer, async () => {
    const stored = await describeStored(answer, nameOf(request, context), context);
    if (stored === undefined) return answer;
    const { objectKey, plaintextBytes, storedBytes } = stored;
    const whole =
      Buffer.isBuffer(answer.body) && answer.body.length === storedBytes ? answer.body : undefined;
    const layout =
      whole === undefined
        ? await layoutOf(request, stored, context)
        : await layoutFromTail(request, stored, whole, context);
    return {
      status: 200,
      headers: {
        ...clearHeaders(answer.headers),
        ...(request.headers["x-amz-checksum-mode"] === undefined ? {} : checksumHeaders(layout.checksums)),
        "content-length": plaintextBytes.toString(),
      },
      body: await openWhole(answer.body, objectKey, layout),
    };
  });
}

/** With one request, where the layout is known from before; undefined when the object is another by now. */
async function getKnownRange(
  request: S3Request,
  wish: RangeWish,
  context: EncryptionContext,
): Promise<S3Response | undefined> {
  const name = cacheName(request, { name: nameOf(request, context) });
  const known = context.layouts.find(name);
  const range = known === undefined ? undefined : withinObject(wish, known.layout.plaintextBytes);
  if (known === undefined || range === undefined) return undefined;
  const plan = planContent(known.layout, range);
  const answer = await context.next(asStored(request, storedRange(plan)));
  if (answer.status === 206 && answer.headers["etag"] === known.etag)
    return rangeAnswer(answer, plan, known.objectKey);
  discardAnswer(answer);
  context.layouts.drop(name);
  return undefined;
}

async function getRange(
  request: S3Request,
  wish: RangeWish,
  context: EncryptionContext,
): Promise<S3Response> {
  const answer = await context.next(asStored(request, guessStoredRange(wish)));
  // If-Range named another version.
  if (answer.status === 200) return openWholeAnswer(request, answer, context);
  if (answer.status === 416) return refuseRange(request, answer, context);
  if (answer.status !== 206) return refusedRead(request, answer);
  return orDiscarded(answer, async () => {
    const stored = await describeStored(answer, nameOf(request, context), context);
    if (stored !== undefined) return openRange(request, answer, stored, wish, context);
    discardAnswer(answer);
    return askInClear(request, context);
  });
}

async function openRange(
  request: S3Request,
  answer: S3Response,
  stored: StoredObject,
  wish: RangeWish,
  context: EncryptionContext,
): Promise<S3Response> {
  const range = withinObject(wish, stored.plaintextBytes);
  if (range === undefined) throw unsatisfiable(stored.plaintextBytes);
  const layout = await layoutOf(request, stored, context);
  const plan = planContent(layout, range);
  const [first, last] = spanOf(answer);
  if (first <= plan.sealedStart && last >= plan.sealedEnd - 1)
    return rangeAnswer(answer, plan, stored.objectKey);
  discardAnswer(answer);
  return getPlanned(request, plan, stored, context);
}

/** The store said so of its own bytes: the client is told of the plaintext's. */
async function refuseRange(
  request: S3Request,
  answer: S3Response,
  context: EncryptionContext,
): Promise<S3Response> {
  const head = await headOf(request, context);
  if (head.stored === undefined) return answer;
  discardAnswer(answer);
  throw unsatisfiable(head.stored.plaintextBytes);
}

/** The bytes wished for, if there are any; `end` is exclusive. */
function withinObject(wish: RangeWish, plaintextBytes: number): { start: number; end: number } | undefined {
  const start = wish.kind === "from" ? wish.start : Math.max(0, plaintextBytes - wish.sizeBytes);
  const end = wish.kind === "from" ? Math.min(wish.end ?? plaintextBytes, plaintextBytes) : plaintextBytes;
  return start < end ? { start, end } : undefined;
}

function unsatisfiable(plaintextBytes: number): S3Error {
  return new S3Error("InvalidRange", "The requested range is not satisfiable", {
    details: { ActualObjectSize: plaintextBytes.toString() },
    headers: { "content-range": `bytes */${plaintextBytes.toString()}` },
  });
}
