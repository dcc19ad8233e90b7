import { hash } from "node:crypto";
import { directRequest } from "../s3/direct/direct-request.js";
import { isConnectionError } from "../s3/direct/retry-rules.js";
import { combineCrc, type CombinableAlgorithm } from "../wire/checksums/combine-crc.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { isPermanent } from "./error-kinds.js";
import { checksumTypeOf, completeUpload, ensureTags, type UploadedPart } from "./multipart-requests.js";
import { giveUp, startUpload, type OpenUpload, type PartUpload } from "./open-upload.js";
import { throwIfTaken } from "./put-object.js";
import { resumeUpload } from "./resume-upload.js";
import { sendMissingParts } from "./send-parts.js";
import { assertDigest } from "./stored-checksum.js";
import { storeName } from "./store-name.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";
import { openUploadJournal } from "./upload-journal.js";

/**
 * Upload in parts, several at once, each verified by the store, and join them. A journal lets a later run go on where
 * this one was interrupted or lost the network; what cannot succeed later is aborted in the store.
 *
 * Memory: the buffers of the run's pool. The source is not closed.
 */
export async function uploadParts(context: TransferContext, upload: PartUpload): Promise<void> {
  const { bucket, key } = upload.target;
  const store = await storeName(context.client);
  const journal = await openUploadJournal(context.options.stateFolder, [
    store,
    bucket,
    key,
    upload.sourceName,
  ]);
  try {
    const open =
      (await resumeUpload(context, upload, journal)) ?? (await startUpload(context, upload, journal));
    try {
      await sendMissingParts(context, upload, open);
      await upload.source.assertUnchanged();
      await joinParts(context, upload, open);
    } catch (error) {
      if (journal === undefined || isPermanent(error)) await giveUp(context, upload.target, open, journal);
      throw error;
    }
    await journal?.remove();
    await ensureTags(context.client, upload.target, upload.headers["x-amz-tagging"], context.signal);
  } finally {
    await journal?.close();
  }
}

async function joinParts(
  context: TransferContext,
  { target, source, sourceName, expected }: PartUpload,
  open: OpenUpload,
): Promise<void> {
  const parts = [...open.done.values()].sort((a, b) => a.number - b.number);
  const { uploadId, algorithm } = open;
  const checksum = algorithm === undefined ? undefined : fullChecksum(algorithm, parts);
  if (checksum !== undefined && expected !== undefined && expected.algorithm === algorithm)
    assertDigest(expected, checksum, sourceName);
  const input = {
    uploadId,
    parts,
    sizeBytes: source.sizeBytes,
    algorithm,
    fullChecksum: checksum?.toString("base64"),
    ifNoneMatch: context.options.ifNoneMatch,
  };
  try {
    await completeUpload(context.client, target, input, context.signal);
  } catch (error) {
    if (context.options.ifNoneMatch) throwIfTaken(error, target);
    if (await wasCompleted(context, target, source.sizeBytes, parts, error)) return;
    throw error;
  }
}

function fullChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): Buffer | undefined {
  if (checksumTypeOf(algorithm) !== "FULL_OBJECT") return undefined;
  const pieces = parts.map(({ checksum, sizeBytes }) => ({
    checksum: checksum ?? Buffer.alloc(0),
    sizeBytes,
  }));
  return combineCrc(algorithm as CombinableAlgorithm, pieces);
}

/** An answer lost on the way makes the repeated request fail although the first one did it: look at what is there. */
async function wasCompleted(
  { client, signal }: TransferContext,
  target: ObjectPlace,
  sizeBytes: number,
  parts: readonly UploadedPart[],
  error: unknown,
): Promise<boolean> {
  if ((error as Error).name !== "NoSuchUpload" && !isConnectionError(error)) return false;
  const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ""), "hex")));
  const etag = `${hash("md5", md5s, "hex")}-${parts.length.toString()}`;
  try {
    const { headers } = await directRequest(client, { method: "HEAD", ...target }, { signal });
    return (
      headers["content-length"] === sizeBytes.toString() && headers["etag"]?.replaceAll('"', "") === etag
    );
  } catch (cause) {
    if (cause instanceof Error) return false;
    throw cause;
  }
}
