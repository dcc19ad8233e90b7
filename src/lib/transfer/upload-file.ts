import { open } from "node:fs/promises";
import path from "node:path";
import { ConflictError } from "../errors/s3kit-error.js";
import { translateFileError } from "./file-errors.js";
import { newObjectHeaders } from "./object-headers.js";
import { openFileSource } from "./part-source.js";
import { planParts } from "./part-plan.js";
import { assertAbsent, putObject } from "./put-object.js";
import type { TransferContext } from "./transfer-context.js";
import type { LocalFile, ObjectPlace } from "./transfer-item.js";
import { uploadParts } from "./upload-parts.js";

/**
 * Upload a file: in one request when it fits into a part, else in parts, resumable. The object appears when all of it
 * has arrived and was verified.
 *
 * @throws ConflictError when the file changes meanwhile.
 */
export async function uploadFile(
  context: TransferContext,
  file: LocalFile,
  target: ObjectPlace,
): Promise<void> {
  const { options } = context;
  const headers = newObjectHeaders(options.settings, {
    fileName: path.basename(file.path),
    modifiedMs: options.preserve ? file.modifiedMs : undefined,
  });
  const plan = planParts(file.sizeBytes, options.partSizeBytes);
  if (plan.partCount === 1) {
    await uploadWhole(context, file, target, headers);
    return;
  }
  if (options.ifNoneMatch) await assertAbsent(context, target);
  const source = await openFileSource(file);
  try {
    await uploadParts(context, { target, source, sourceName: file.path, headers, plan });
  } finally {
    await source.close();
  }
}

async function uploadWhole(
  context: TransferContext,
  file: LocalFile,
  target: ObjectPlace,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const buffer = await context.buffers.acquire(file.sizeBytes, context.signal);
  let reusable = false;
  try {
    await readWholeFile(file, buffer.bytes);
    await putObject(context, target, headers, buffer.bytes);
    reusable = true;
  } finally {
    buffer.release(reusable);
  }
}

/**
 * Read a file that fits into memory.
 *
 * @param into has the size that the file was listed with.
 * @throws ConflictError when the file changed since.
 */
export async function readWholeFile(file: LocalFile, into: Buffer): Promise<void> {
  const handle = await open(file.path, "r").catch((error: unknown) => {
    throw translateFileError(error, file.path);
  });
  try {
    let filled = 0;
    for (let bytesRead = -1; bytesRead !== 0 && filled < into.length; filled += bytesRead) {
      ({ bytesRead } = await handle.read(into, filled, into.length - filled, filled));
    }
    // A file that grew since it was listed would be stored cut off.
    if (filled < into.length || (await handle.stat()).size !== file.sizeBytes) {
      throw new ConflictError(`${file.path} changed while it was read`, { code: "SourceChanged" });
    }
  } finally {
    await handle.close();
  }
}
