import { Buffer } from "node:buffer";
import { Readable, Transform, type TransformCallback } from "node:stream";
import type { ObjectLayout } from "../../../crypto/object-layout.js";
import { createObjectOpener, createRangeOpener } from "../../../crypto/opening-stream.js";
import { planRange, type RangePlan } from "../../../crypto/range-plan.js";
import { CHUNK_BYTES, chunkCount, sealedSize } from "../../../crypto/sizes.js";
import type { S3Response } from "../../../wire/exchange.js";
import { readAnswer } from "../answers.js";
import { through } from "../sub-request.js";

type Content = S3Response["body"];

/** Plaintext of a whole stored object: at hand, and all of it verified, if the store's answer is. */
export async function openWhole(
  stored: Content,
  objectKey: Buffer,
  layout: ObjectLayout,
): Promise<Buffer | Readable> {
  return opened(stored, createObjectOpener(objectKey, layout));
}

/**
 * What to read for bytes of the plaintext; `end` is exclusive. Where they reach the object's end, the chunk that only an end can
 * have is among it, though it may be empty: so a size that the store made up is found out.
 */
export function planContent(
  layout: ObjectLayout,
  range: { readonly start: number; readonly end: number },
): RangePlan {
  const plan = planRange(layout, range);
  const last = plan.spans.at(-1);
  if (range.end < layout.plaintextBytes || last === undefined || last.part.plaintextBytes % CHUNK_BYTES > 0)
    return plan;
  const { part } = last;
  const toEnd = { ...last, lastChunk: chunkCount(part.plaintextBytes) - 1 };
  return {
    ...plan,
    spans: [...plan.spans.slice(0, -1), toEnd],
    sealedEnd: part.sealedStart + sealedSize(part.plaintextBytes),
  };
}

/** Plaintext of a plan from stored bytes that begin at `storedStart`, and go on at least to the plan's end. */
export async function openPlanned(
  stored: Content,
  storedStart: number,
  objectKey: Buffer,
  plan: RangePlan,
): Promise<Buffer | Readable> {
  const surplusBytes = plan.sealedStart - storedStart;
  const opener = createRangeOpener(objectKey, plan, { ignoreSurplus: true });
  if (!(stored instanceof Readable)) return opened(Buffer.from(stored ?? "").subarray(surplusBytes), opener);
  return opened(surplusBytes === 0 ? stored : through(stored, new Skipping(surplusBytes)), opener);
}

async function opened(stored: Content, opener: Transform): Promise<Buffer | Readable> {
  if (stored instanceof Readable) return through(stored, opener);
  const source = Readable.from([Buffer.from(stored ?? "")], { objectMode: false });
  return readAnswer({ status: 200, headers: {}, body: through(source, opener) });
}

/** Leaves the first bytes out. */
class Skipping extends Transform {
  #surplusBytes: number;

  constructor(surplusBytes: number) {
    super();
    this.#surplusBytes = surplusBytes;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const kept = piece.subarray(this.#surplusBytes);
    this.#surplusBytes -= piece.length - kept.length;
    if (kept.length > 0) this.push(kept);
    done();
  }
}
