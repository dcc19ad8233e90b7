import {
  directRequest,
  type DirectRequest,
  type DirectResponse,
  type StreamedBody,
} from "../s3/direct/direct-request.js";
import type { OpenUpload, PartUpload } from "./open-upload.js";
import { allParts, MAX_HELD_PART_BYTES, type Part } from "./part-plan.js";
import type { PartStream } from "./part-source.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";
import { digestStream, type BodyDigest } from "./upload-verification.js";

/**
 * Upload the parts that the store does not have yet, as many at once as the run allows. The first failure stops the
 * others; what was uploaded stays, noted in `open.done`.
 */
export async function sendMissingParts(
  context: TransferContext,
  upload: PartUpload,
  open: OpenUpload,
): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const running = new Set<Promise<void>>();
  try {
    for (const part of allParts(upload.plan, upload.source.sizeBytes)) {
      if (open.done.has(part.number)) continue;
      await context.slots.acquire(1, signal);
      const sending = sendInBuffer(context, upload, open, part, signal)
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          context.slots.release(1);
          running.delete(sending);
        });
      running.add(sending);
    }
  } finally {
    await Promise.all(running);
  }
  signal.throwIfAborted();
}

/** A buffer whose request failed may still be read by the connection: it is not used again. */
async function sendInBuffer(
  context: TransferContext,
  upload: PartUpload,
  open: OpenUpload,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  if (upload.source.stream !== undefined && part.sizeBytes > MAX_HELD_PART_BYTES) {
    await sendStreamed(context, upload, open, part, upload.source.stream, signal);
    return;
  }
  const buffer = await context.buffers.acquire(part.sizeBytes, signal);
  let sent = false;
  try {
    await sendPart(context, upload, open, part, buffer.bytes, signal);
    sent = true;
  } finally {
    buffer.release(sent);
  }
}

/** Read twice in place of being held: once for the digests, once to be sent. */
async function sendStreamed(
  context: TransferContext,
  { target }: PartUpload,
  open: OpenUpload,
  part: Part,
  stream: PartStream,
  signal: AbortSignal,
): Promise<void> {
  const { digest, sha256, md5 } = await digestStream(stream.chunks(part), open.algorithm);
  const body = { sizeBytes: part.sizeBytes, sha256, open: () => stream.open(part) };
  const response = await directRequest(context.client, partRequest(target, open, part, digest, body), {
    signal,
  });
  context.verification.confirm(response, { md5 }, digest);
  notePart(context, open, part, response, digest);
}

function partRequest(
  target: ObjectPlace,
  { uploadId }: OpenUpload,
  { number }: Part,
  { headers }: BodyDigest,
  body: Buffer | StreamedBody,
): DirectRequest {
  return { method: "PUT", ...target, query: { partNumber: number.toString(), uploadId }, headers, body };
}

function notePart(
  { progress }: TransferContext,
  { done }: OpenUpload,
  { number, sizeBytes }: Part,
  { headers }: DirectResponse,
  { checksum }: BodyDigest,
): void {
  done.set(number, { number, sizeBytes, etag: headers["etag"] ?? "", checksum });
  progress.movedBytes += sizeBytes;
}

async function sendPart(
  context: TransferContext,
  { target, source }: PartUpload,
  open: OpenUpload,
  part: Part,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  await source.read(part, bytes, signal);
  const digest = context.verification.digest(bytes, open.algorithm);
  const response = await directRequest(context.client, partRequest(target, open, part, digest, bytes), {
    signal,
  });
  context.verification.confirm(response, bytes, digest);
  notePart(context, open, part, response, digest);
}
