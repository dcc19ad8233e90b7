import type { FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { UnsupportedByStoreError } from "../errors/s3kit-error.js";
import type { DirectRequest } from "../s3/direct/direct-request.js";
import type { ResponseHead } from "../s3/direct/http-exchange.js";
import { readRange } from "../s3/direct/read-range.js";
import { retryDelayMs, retryKind } from "../s3/direct/retry-rules.js";
import { createDigest } from "../wire/checksums/digest.js";
import type { Part } from "./part-plan.js";
import { nameOf, type PinnedObject } from "./pin-object.js";
import type { TransferContext } from "./transfer-context.js";

/** Tries of one range without a byte in between. */
const MAX_ATTEMPTS = 5;

/** Fetch one range into its place; a broken connection goes on at the next byte. Returns the range's checksum. */
export async function fetchRange(
  context: TransferContext,
  pinned: PinnedObject,
  part: Part,
  handle: FileHandle,
  signal: AbortSignal,
): Promise<Buffer> {
  const digest = createDigest(pinned.algorithm);
  const end = part.offset + part.sizeBytes;
  let position = part.offset;
  let written = part.offset;
  const writes = createWriteTracker();
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = position;
    const reader = {
      onHead: (head: ResponseHead) => assertRange(pinned, head, startedAt, end),
      onBytes: (bytes: Buffer) => {
        digest.update(bytes);
        position += bytes.length;
        context.progress.movedBytes += bytes.length;
      },
      onBatch: (bytes: Buffer) => {
        const offset = written;
        written += bytes.length;
        return writes.track(writeFully(handle, bytes, offset));
      },
    };
    try {
      await readRange(context.client, rangeRequest(pinned, startedAt, end), reader, signal);
      break;
    } catch (error) {
      const kind = retryKind(error);
      if (kind !== undefined && position === end) break;
      if (position > startedAt) attempt = 1;
      if (kind === undefined || attempt >= MAX_ATTEMPTS || signal.aborted) throw error;
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal });
    }
  }
  await writes.settled();
  return digest.digest();
}

/** Remembers that a write failed, also one whose request was given up meanwhile. */
function createWriteTracker() {
  let all = Promise.resolve();
  return {
    track: (write: Promise<void>): Promise<void> => {
      all = Promise.all([all, write]).then(() => undefined);
      all.catch(() => undefined);
      return write;
    },
    settled: () => all,
  };
}

function rangeRequest(
  { object: { bucket, key }, etag }: PinnedObject,
  start: number,
  end: number,
): DirectRequest {
  const headers = { range: `bytes=${rangeText(start, end)}`, "if-match": etag };
  return { method: "GET", bucket, key, headers };
}

function assertRange(
  { object }: PinnedObject,
  { status, headers }: ResponseHead,
  start: number,
  end: number,
): void {
  if (status === 206 && headers["content-range"]?.startsWith(`bytes ${rangeText(start, end)}/`) === true)
    return;
  throw new UnsupportedByStoreError(`The store does not answer ranges of ${nameOf(object)}`, {
    code: "RangesUnsupported",
    hints: ["Pass --part-size larger than the object: it is then read in one request"],
  });
}

function rangeText(start: number, end: number): string {
  return `${start.toString()}-${(end - 1).toString()}`;
}

async function writeFully(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}
