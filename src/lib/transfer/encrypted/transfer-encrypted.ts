import { once } from "node:events";
import path from "node:path";
import { Readable, type Writable } from "node:stream";
import { watchOutput } from "../download-stream.js";
import { newObjectHeaders } from "../object-headers.js";
import { openFileSource, type PartSource } from "../part-source.js";
import type { TransferContext } from "../transfer-context.js";
import type { LocalFile, ObjectPlace, TransferItem } from "../transfer-item.js";
import type { TransferEncryption } from "../transfer-options.js";
import { uploadStream } from "../upload-stream.js";
import { downloadDecrypted } from "./download-decrypted.js";
import { findEncrypted } from "./encrypted-object.js";
import { readDecrypted } from "./read-decrypted.js";
import { relayEncrypted } from "./relay-encrypted.js";
import { createUploadSealer } from "./sealed-upload.js";
import { withPartSize } from "./with-part-size.js";

/**
 * Transfer an item whose content is sealed or opened on the way. Uploads go in several parts at once but are not resumed by
 * another run; downloads go in one request, and on where a connection broke. Copies go through this machine.
 *
 * @throws IntegrityError when something to be opened cannot be, or was changed; nothing is left behind.
 */
export async function transferEncrypted(
  context: TransferContext,
  encryption: TransferEncryption,
  item: TransferItem,
): Promise<void> {
  switch (item.kind) {
    case "upload":
      return uploadSealedFile(context, encryption, item.source, item.target);
    case "download":
      return downloadDecrypted(context, encryption, item.source, item.targetPath);
    case "copy":
    case "relay":
      return relayEncrypted(context, encryption, item.source, item.target);
  }
}

/** Seal what a stream gives. See {@link uploadStream}. */
export async function uploadSealedStream(
  context: TransferContext,
  encryption: TransferEncryption,
  input: Readable,
  target: ObjectPlace,
): Promise<{ readonly sizeBytes: number }> {
  return uploadStream(context, input, target, { encoder: await createUploadSealer(target, encryption) });
}

/**
 * Write an object's plaintext to a stream, which is not ended. Only authentic bytes are written.
 *
 * @throws OutputClosedError when the stream's reader goes away
 */
export async function decryptToStream(
  { sourceClient, signal, progress }: TransferContext,
  encryption: TransferEncryption,
  source: ObjectPlace,
  output: Writable,
): Promise<{ readonly sizeBytes: number }> {
  const watch = watchOutput(output, signal);
  const write = (plaintext: Buffer): Promise<void> | undefined => {
    progress.movedBytes += plaintext.length;
    if (output.write(plaintext)) return undefined;
    return once(output, "drain", { signal: watch.signal }).then(() => undefined);
  };
  try {
    const object = await findEncrypted(sourceClient, source, encryption, watch.signal);
    await readDecrypted(sourceClient, object, write, watch.signal);
    return { sizeBytes: object.layout.plaintextBytes };
  } catch (error) {
    watch.signal.throwIfAborted();
    throw error;
  } finally {
    watch.stop();
  }
}

async function uploadSealedFile(
  context: TransferContext,
  encryption: TransferEncryption,
  file: LocalFile,
  target: ObjectPlace,
): Promise<void> {
  const headers = newObjectHeaders(context.options.settings, {
    fileName: path.basename(file.path),
    modifiedMs: context.options.preserve ? file.modifiedMs : undefined,
  });
  const encoder = await createUploadSealer(target, encryption);
  const source = await openFileSource(file);
  try {
    const content = Readable.from(contentOf(source), { objectMode: false });
    await uploadStream(withPartSize(context, file.sizeBytes), content, target, { headers, encoder });
  } finally {
    await source.close();
  }
}

/** Fails at its end when the file changed, and with it the upload. */
async function* contentOf(source: PartSource): AsyncGenerator<Buffer> {
  const whole = { number: 1, offset: 0, sizeBytes: source.sizeBytes };
  if (source.stream !== undefined) yield* source.stream.open(whole) as AsyncIterable<Buffer>;
  await source.assertUnchanged();
}
