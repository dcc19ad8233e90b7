import type { FileHandle } from "node:fs/promises";
import { combineCrc } from "../wire/checksums/combine-crc.js";
import { createDigest } from "../wire/checksums/digest.js";
import type { DownloadJournal } from "./download-journal.js";
import { allParts, partAt, type Part } from "./part-plan.js";
import { nameOf, type PinnedObject } from "./pin-object.js";
import { assertDigest, createVerifier } from "./stored-checksum.js";
import type { TransferContext } from "./transfer-context.js";

/** Keep of an earlier run only what reads back as journaled: after a power cut the journal may know more than the disk. */
export async function keepVerified(
  context: TransferContext,
  { object, plan, algorithm }: PinnedObject,
  handle: FileHandle,
  { finished }: DownloadJournal,
): Promise<void> {
  for (const [number, checksum] of finished) {
    const part = partAt(plan, object.sizeBytes, number);
    if (number > plan.partCount || !checksum.equals(await digestRange(context, handle, part, algorithm))) {
      finished.delete(number);
    } else {
      context.progress.movedBytes += part.sizeBytes;
    }
  }
}

/**
 * Compare a file, all of whose ranges are there, with what the store says of the whole: from the checksums of the ranges
 * where the whole's follows from them, else by reading the file again.
 *
 * @throws IntegrityError when it is not the same.
 */
export async function verifyWhole(
  context: TransferContext,
  pinned: PinnedObject,
  handle: FileHandle,
  { finished }: DownloadJournal,
): Promise<void> {
  const { object, digest, algorithm, plan } = pinned;
  if (digest?.algorithm !== algorithm) {
    await verifyByReading(context, pinned, handle);
    return;
  }
  const ranges = [...allParts(plan, object.sizeBytes)].map(({ number, sizeBytes }) => ({
    checksum: finished.get(number) ?? Buffer.alloc(0),
    sizeBytes,
  }));
  assertDigest(digest, combineCrc(algorithm, ranges), nameOf(object));
}

/** For digests that do not follow from those of ranges. The bytes are in the page cache, as they were just written. */
async function verifyByReading(
  context: TransferContext,
  pinned: PinnedObject,
  handle: FileHandle,
): Promise<void> {
  const verifier = createVerifier(pinned.digest);
  if (pinned.digest === undefined) return;
  await readInto(handle, 0, pinned.object.sizeBytes, (bytes) => verifier.update(bytes), context.signal);
  verifier.finish(nameOf(pinned.object));
}

async function digestRange(
  { signal }: TransferContext,
  handle: FileHandle,
  { offset, sizeBytes }: Part,
  algorithm: Parameters<typeof createDigest>[0],
): Promise<Buffer> {
  const digest = createDigest(algorithm);
  await readInto(handle, offset, sizeBytes, (bytes) => digest.update(bytes), signal);
  return digest.digest();
}

const READ_BYTES = 1024 * 1024;

async function readInto(
  handle: FileHandle,
  offset: number,
  sizeBytes: number,
  take: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes));
  for (let done = 0; done < sizeBytes;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(
      buffer,
      0,
      Math.min(buffer.length, sizeBytes - done),
      offset + done,
    );
    if (bytesRead === 0) return;
    take(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
}
