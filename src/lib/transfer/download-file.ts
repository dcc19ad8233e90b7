import { lstat } from "node:fs/promises";
import path from "node:path";
import { ConflictError } from "../errors/s3kit-error.js";
import { downloadInRanges } from "./download-ranges.js";
import { downloadWhole } from "./download-whole.js";
import { translateFileError } from "./file-errors.js";
import { defaultRangeBytes } from "./part-plan.js";
import type { TransferContext } from "./transfer-context.js";
import type { RemoteObject } from "./transfer-item.js";

/**
 * Download an object: in one request when it is small, else in ranges at once, resumable. The file appears under its
 * name when it is complete and verified; folders on the way are made. Its modification time is the object's, or with
 * `preserve` the one that the object's metadata carries.
 *
 * @throws ConflictError when the name is taken by a folder, or, with `ifNoneMatch`, by anything.
 * @throws IntegrityError when the bytes are not what the store says they are; nothing is left behind.
 */
export async function downloadFile(
  context: TransferContext,
  source: RemoteObject,
  targetPath: string,
): Promise<void> {
  try {
    await context.ensureFolder(path.dirname(targetPath));
    if (context.options.ifNoneMatch) await assertAbsentFile(targetPath);
    const rangeBytes = context.options.partSizeBytes ?? defaultRangeBytes(source.sizeBytes);
    if (source.sizeBytes <= rangeBytes) await downloadWhole(context, source, targetPath);
    else await downloadInRanges(context, source, targetPath, rangeBytes);
  } catch (error) {
    throw translateFileError(error, targetPath);
  }
}

/** Before anything is downloaded for nothing; publishing looks again. @throws ConflictError */
export async function assertAbsentFile(targetPath: string): Promise<void> {
  const present = await lstat(targetPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (present !== undefined) throw new ConflictError(`${targetPath} exists`, { code: "FileExists" });
}
