import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { assertAbsentFile } from "../download-file.js";
import { stamp } from "../download-whole.js";
import { translateFileError } from "../file-errors.js";
import { createOffsetWriter } from "../offset-writer.js";
import { writeThenPublish } from "../temporary-file.js";
import type { TransferContext } from "../transfer-context.js";
import type { RemoteObject } from "../transfer-item.js";
import type { TransferEncryption } from "../transfer-options.js";
import { findEncrypted, type EncryptedObject } from "./encrypted-object.js";
import { readDecrypted } from "./read-decrypted.js";

/**
 * Download an encrypted object's plaintext. The file appears under its name when all of it is authentic; until then only
 * authentic bytes are in the temporary file beside it, which is removed when anything fails.
 *
 * @throws IntegrityError `NotEncrypted`, or when the ring cannot open it or it was changed
 * @throws ConflictError with `ifNoneMatch` when there is a file of the name
 */
export async function downloadDecrypted(
  context: TransferContext,
  encryption: TransferEncryption,
  source: RemoteObject,
  targetPath: string,
): Promise<void> {
  const { sourceClient, signal, options } = context;
  try {
    await context.ensureFolder(path.dirname(targetPath));
    if (options.ifNoneMatch) await assertAbsentFile(targetPath);
    const { bucket, key } = source;
    const object = await findEncrypted(sourceClient, { bucket, key }, encryption, signal);
    await writeThenPublish(targetPath, options.ifNoneMatch, async (handle) => {
      await writePlaintext(context, object, handle);
      await stamp(context, handle, source, { status: 200, headers: object.headers });
    });
  } catch (error) {
    throw translateFileError(error, targetPath);
  }
}

async function writePlaintext(
  { sourceClient, signal, progress }: TransferContext,
  object: EncryptedObject,
  handle: FileHandle,
): Promise<void> {
  const writer = createOffsetWriter(handle, 0);
  const write = (plaintext: Buffer): Promise<void> | undefined => {
    progress.movedBytes += plaintext.length;
    return writer.write(plaintext);
  };
  try {
    await readDecrypted(sourceClient, object, write, signal);
    await writer.flush();
  } finally {
    await writer.idle();
  }
}
