import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { ConflictError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { unquote } from "../../s3/keys.js";
import { translateFileError } from "../../transfer/file-errors.js";
import { DEFAULT_PART_BYTES } from "../../transfer/part-plan.js";
import { putObject } from "../../transfer/put-object.js";
import type { TransferContext } from "../../transfer/transfer-context.js";
import type { LocalFile } from "../../transfer/transfer-item.js";
import { readWholeFile, uploadFile } from "../../transfer/upload-file.js";
import { encodeHandle, identifierOf } from "../format/item-identity.js";
import { DATASET_CONTENT_TYPE } from "../dataset-services.js";
import type { AddedItem } from "./dataset-broker.js";
import type { ObjectKey } from "./s3-documents.js";

/**
 * Upload a file as an item: what fits into a part is read once, hashed and sent in one request; more is hashed first, as
 * the hash goes ahead of the bytes, then sent in parts, resumable.
 */
export async function putItem(
  context: TransferContext,
  place: ObjectKey,
  file: LocalFile,
  relpath: string,
): Promise<AddedItem> {
  const known = { identifier: identifierOf(relpath), relpath, sizeBytes: file.sizeBytes };
  if (file.sizeBytes <= DEFAULT_PART_BYTES)
    return { ...known, ...(await putSmall(context, place, file, relpath)) };
  const md5 = await hashFile(file, context.signal);
  const metadata = itemMetadata(relpath, md5);
  const settings = { ...context.options.settings, metadata };
  await uploadFile({ ...context, options: { ...context.options, settings } }, file, place);
  const { headers } = await directRequest(
    context.client,
    { method: "HEAD", ...place },
    { signal: context.signal },
  );
  return { ...known, md5, version: unquote(headers["etag"] ?? "") };
}

/** What tells readers which item an object is. */
export function itemMetadata(
  relpath: string,
  md5: string,
): { readonly handle: string; readonly checksum: string } {
  return { handle: encodeHandle(relpath), checksum: md5 };
}

/**
 * MD5 of a file, in hex.
 *
 * @throws ConflictError when it changes meanwhile.
 */
export async function hashFile(file: LocalFile, signal: AbortSignal, algorithm = "md5"): Promise<string> {
  const digest = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(file.path, { signal, highWaterMark: READ_BYTES }))
      digest.update(chunk as Buffer);
    const { size, mtimeMs } = await stat(file.path);
    if (size !== file.sizeBytes || mtimeMs !== file.modifiedMs)
      throw new ConflictError(`${file.path} changed while it was read`, { code: "SourceChanged" });
  } catch (error) {
    signal.throwIfAborted();
    throw translateFileError(error, file.path);
  }
  return digest.digest("hex");
}

const READ_BYTES = 1024 * 1024;

async function putSmall(
  context: TransferContext,
  place: ObjectKey,
  file: LocalFile,
  relpath: string,
): Promise<{ readonly md5: string; readonly version: string }> {
  const buffer = await context.buffers.acquire(file.sizeBytes, context.signal);
  let reusable = false;
  try {
    await readWholeFile(file, buffer.bytes);
    const md5 = hash("md5", buffer.bytes, "hex");
    const { handle, checksum } = itemMetadata(relpath, md5);
    const headers = {
      "content-type": DATASET_CONTENT_TYPE,
      "x-amz-meta-handle": handle,
      "x-amz-meta-checksum": checksum,
    };
    const version = await putObject(context, place, headers, buffer.bytes);
    reusable = true;
    return { md5, version };
  } finally {
    buffer.release(reusable);
  }
}
