import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { ENCRYPTION_HEADER } from "../../crypto/encryption-metadata.js";
import { ConflictError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { headEncrypted, openEncrypted, type Encryption } from "../../transfer/encrypted/encrypted-object.js";
import { streamDecrypted } from "../../transfer/encrypted/read-decrypted.js";
import { createUploadSealer } from "../../transfer/encrypted/sealed-upload.js";
import { withPartSize } from "../../transfer/encrypted/with-part-size.js";
import { streamObject } from "../../transfer/stream-object.js";
import { createTransferContext, type TransferContext } from "../../transfer/transfer-context.js";
import type { ObjectPlace } from "../../transfer/transfer-item.js";
import { uploadStream } from "../../transfer/upload-stream.js";
import { isArchived } from "./archived.js";
import { keepTagsAndGrants } from "./keep-tags-and-grants.js";
import { keptHeaders } from "./kept-headers.js";
import {
  listScope,
  walkObjects,
  type Finding,
  type MaintainedObject,
  type MaintenanceOptions,
  type MaintenanceScope,
} from "./walk-objects.js";

export interface ReencryptOptions extends MaintenanceOptions {
  /** Encrypt objects that are not, too. */
  readonly includePlain: boolean;
  /** Only objects of this key. */
  readonly from?: string | undefined;
  /** Look only. */
  readonly dryRun: boolean;
}

/**
 * Write objects anew under keys of their own: for when such a key may be known to others, or content is not encrypted yet. The
 * content goes through this machine. An object that changes meanwhile is left as it is.
 */
export function reencrypt(
  client: S3Client,
  scope: MaintenanceScope,
  encryption: Encryption,
  options: ReencryptOptions,
): AsyncGenerator<MaintainedObject> {
  const { bucket } = scope;
  const { signal } = options;
  const context = createTransferContext({
    client,
    signal,
    options: { settings: {}, concurrency: 8, ifNoneMatch: false, preserve: false, stateFolder: tmpdir() },
    note: () => undefined,
  });
  return walkObjects(listScope(client, scope, signal), bucket, options, async ({ key }) =>
    reencryptObject(context, { bucket, key }, encryption, options),
  );
}

async function reencryptObject(
  context: TransferContext,
  place: ObjectPlace,
  encryption: Encryption,
  { includePlain, from, dryRun, signal }: ReencryptOptions,
): Promise<Finding> {
  const { client } = context;
  const encrypted = await headEncrypted(client, place, signal);
  const keyId = encrypted?.metadata.keyId;
  if (encrypted === undefined && !includePlain) return { status: "plain" };
  if (from !== undefined && keyId !== from) return { status: "skipped", keyId };
  const headers =
    encrypted?.headers ?? (await directRequest(client, { method: "HEAD", ...place }, { signal })).headers;
  if (isArchived(headers)) return { status: "archived", keyId };
  const object =
    encrypted === undefined ? undefined : await openEncrypted(client, encrypted, encryption, signal);
  if (dryRun) return { status: "planned", keyId };
  const content =
    object === undefined ? streamObject(context, place) : streamDecrypted(client, object, signal);
  // What is not encrypted is read as it is by then.
  const sized = object === undefined ? context : withPartSize(context, object.layout.plaintextBytes);
  try {
    await keepTagsAndGrants(client, { place, headers }, signal, (tagging) =>
      write(sized, place, { content, headers, tagging }, encryption),
    );
  } finally {
    content.destroy();
  }
  return { status: "done", keyId };
}

interface WrittenContent {
  readonly content: Readable;
  /** What HEAD says of the object that was read. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tagging: string | undefined;
}

async function write(
  context: TransferContext,
  place: ObjectPlace,
  { content, headers, tagging }: WrittenContent,
  encryption: Encryption,
): Promise<void> {
  const { [ENCRYPTION_HEADER]: _, ...found } = headers;
  const kept = { ...keptHeaders(found), "x-amz-tagging": tagging };
  const encoder = await createUploadSealer(place, encryption);
  const pinned = Readable.from(unlessChanged(context, place, content, headers["etag"]), {
    objectMode: false,
  });
  await uploadStream(context, pinned, place, { headers: kept, encoder });
}

/** Fails at the end when the object is no longer the one that was read: then the upload commits nothing. */
async function* unlessChanged(
  { client, signal }: TransferContext,
  place: ObjectPlace,
  content: Readable,
  etag: string | undefined,
): AsyncGenerator<Buffer> {
  yield* content as AsyncIterable<Buffer>;
  const { headers } = await directRequest(client, { method: "HEAD", ...place }, { signal });
  if (headers["etag"] === etag) return;
  throw new ConflictError(`s3://${place.bucket}/${place.key} changed meanwhile: it was left as it is`, {
    code: "SourceChanged",
  });
}
