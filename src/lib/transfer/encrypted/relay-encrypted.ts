import type { Readable } from "node:stream";
import { ENCRYPTION_HEADER } from "../../crypto/encryption-metadata.js";
import { ConflictError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { copiedObjectHeaders } from "../object-headers.js";
import { readTags } from "../read-tags.js";
import { streamObject } from "../stream-object.js";
import type { TransferContext } from "../transfer-context.js";
import type { ObjectPlace, RemoteObject } from "../transfer-item.js";
import type { TransferEncryption } from "../transfer-options.js";
import { uploadStream } from "../upload-stream.js";
import { findEncrypted } from "./encrypted-object.js";
import { streamDecrypted } from "./read-decrypted.js";
import { createUploadSealer } from "./sealed-upload.js";
import { withPartSize } from "./with-part-size.js";

/**
 * Copy an object through this machine, opened and sealed as the encryption says. Metadata, type and tags come along unless
 * the settings say otherwise.
 *
 * @throws ConflictError `EncryptedAlready` when an encrypted object would be sealed once more
 */
export async function relayEncrypted(
  context: TransferContext,
  encryption: TransferEncryption,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  const { settings } = context.options;
  const { content, found, sizeBytes } = await openSource(context, encryption, source);
  try {
    const { [ENCRYPTION_HEADER]: _, ...carried } = found;
    const tags = settings.tags ?? (await readTags(context.sourceClient, source, found, context.signal));
    const headers = copiedObjectHeaders({ ...settings, tags }, carried);
    const encoder = encryption.encrypts ? await createUploadSealer(target, encryption) : undefined;
    const sized = sizeBytes === undefined ? context : withPartSize(context, sizeBytes);
    await uploadStream(sized, content, target, { headers, encoder });
  } finally {
    content.destroy();
  }
}

interface OpenSource {
  readonly content: Readable;
  /** What HEAD says. */
  readonly found: Readonly<Record<string, string>>;
  /** Undefined: it may change until it is read. */
  readonly sizeBytes: number | undefined;
}

async function openSource(
  context: TransferContext,
  encryption: TransferEncryption,
  source: RemoteObject,
): Promise<OpenSource> {
  const { sourceClient, signal } = context;
  if (encryption.decrypts) {
    const object = await findEncrypted(sourceClient, source, encryption, signal);
    const content = streamDecrypted(sourceClient, object, signal);
    return { content, found: object.headers, sizeBytes: object.layout.plaintextBytes };
  }
  const { bucket, key } = source;
  const { headers } = await directRequest(sourceClient, { method: "HEAD", bucket, key }, { signal });
  if (headers[ENCRYPTION_HEADER] !== undefined) throw encryptedAlready(source);
  return {
    content: streamObject({ ...context, client: sourceClient, progress: { ...context.progress } }, source),
    found: headers,
    sizeBytes: undefined,
  };
}

function encryptedAlready({ bucket, key }: RemoteObject): ConflictError {
  return new ConflictError(`s3://${bucket}/${key} is encrypted already`, {
    code: "EncryptedAlready",
    hints: ["Pass --decrypt too, and it is sealed anew for its new name"],
  });
}
