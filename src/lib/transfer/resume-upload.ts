import { hash } from "node:crypto";
import { digestOf } from "../wire/checksums/digest.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { listParts, type StoredPart } from "./multipart-requests.js";
import { giveUp, hashHeaders, type OpenUpload, type PartUpload } from "./open-upload.js";
import { MAX_HELD_PART_BYTES, partAt, type Part } from "./part-plan.js";
import type { PartSource } from "./part-source.js";
import type { TransferContext } from "./transfer-context.js";
import type { UploadJournal, UploadRecord } from "./upload-journal.js";
import { digestStream } from "./upload-verification.js";

/**
 * Go on with an upload that an earlier run began, when it is of the same bytes: its parts in the store are compared with
 * the source. Undefined: there is none; one that is of no use any more is aborted.
 */
export async function resumeUpload(
  context: TransferContext,
  upload: PartUpload,
  journal: UploadJournal | undefined,
): Promise<OpenUpload | undefined> {
  const record = await journal?.read();
  if (journal === undefined || record === undefined) return undefined;
  const { uploadId, checksum: algorithm } = record;
  const stored = continues(record, context, upload)
    ? await listParts(context.client, upload.target, uploadId, algorithm, context.signal)
    : undefined;
  if (stored === undefined) {
    await giveUp(context, upload.target, { uploadId }, journal);
    return undefined;
  }
  const open: OpenUpload = { uploadId, algorithm, done: new Map() };
  for (const part of stored) await acceptStored(context, upload, open, part);
  return open;
}

/** Whether an interrupted upload is of the same bytes, cut and described the same way. */
function continues(
  record: UploadRecord,
  { options }: TransferContext,
  { source, plan, headers }: PartUpload,
): boolean {
  return (
    record.sourceIdentity === source.identity &&
    record.partSizeBytes === plan.partSizeBytes &&
    record.headersHash === hashHeaders(headers) &&
    (options.checksum === undefined || options.checksum === record.checksum)
  );
}

/** Count a part that is in the store as done when it holds what the source has there. */
async function acceptStored(
  context: TransferContext,
  { source, plan }: PartUpload,
  open: OpenUpload,
  stored: StoredPart,
): Promise<void> {
  if (stored.number < 1 || stored.number > plan.partCount) return;
  const part = partAt(plan, source.sizeBytes, stored.number);
  if (stored.sizeBytes !== part.sizeBytes) return;
  const checksum = source.cheapToRead
    ? await verifyStored(context, source, part, open.algorithm, stored)
    : trustStored(open.algorithm, stored);
  if (checksum === undefined) return;
  open.done.set(part.number, {
    number: part.number,
    sizeBytes: part.sizeBytes,
    etag: stored.etag,
    checksum: open.algorithm === undefined ? undefined : checksum,
  });
  context.progress.movedBytes += part.sizeBytes;
}

/** Read the part again and compare: its checksum, else its MD5 with the ETag. Undefined: other bytes. */
async function verifyStored(
  context: TransferContext,
  source: PartSource,
  part: Part,
  algorithm: ChecksumAlgorithm | undefined,
  stored: StoredPart,
): Promise<Buffer | undefined> {
  const { checksum, md5 } = await digestPart(context, source, part, algorithm);
  if (checksum !== undefined && stored.checksum !== undefined) {
    return stored.checksum === checksum.toString("base64") ? checksum : undefined;
  }
  return stored.etag.replaceAll('"', "") === md5() ? (checksum ?? Buffer.alloc(0)) : undefined;
}

async function digestPart(
  context: TransferContext,
  source: PartSource,
  part: Part,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<{ readonly checksum: Buffer | undefined; readonly md5: () => string }> {
  if (source.stream !== undefined && part.sizeBytes > MAX_HELD_PART_BYTES) {
    const { digest, md5 } = await digestStream(source.stream.chunks(part), algorithm);
    return { checksum: digest.checksum, md5: () => md5 };
  }
  const buffer = await context.buffers.acquire(part.sizeBytes, context.signal);
  try {
    await source.read(part, buffer.bytes, context.signal);
    const checksum = algorithm === undefined ? undefined : digestOf(algorithm, buffer.bytes);
    const md5 = hash("md5", buffer.bytes, "hex");
    return { checksum, md5: () => md5 };
  } finally {
    buffer.release();
  }
}

/** The source is pinned by its identity, so the same range has the same bytes. */
function trustStored(algorithm: ChecksumAlgorithm | undefined, { checksum }: StoredPart): Buffer | undefined {
  if (algorithm === undefined) return Buffer.alloc(0);
  return checksum === undefined ? undefined : Buffer.from(checksum, "base64");
}
