import { AbortMultipartUploadCommand, type S3Client } from "@aws-sdk/client-s3";
import { NetworkError, NotFoundError } from "../errors/s3kit-error.js";
import { toSendOptions } from "../s3/call-options.js";
import { translateError } from "../s3/translate-error.js";
import { mapConcurrently } from "../s3/map-concurrently.js";

/** An unfinished multipart upload. */
export interface UploadReference {
  readonly key: string;
  readonly uploadId?: string | undefined;
}

export interface AbortOutcome {
  readonly upload: UploadReference;
  /** Undefined: the upload and its parts are gone. */
  readonly error: unknown;
}

const CONCURRENCY = 16;

/**
 * Abort unfinished uploads and free their parts; what fails does not stop the rest. An upload that ended meanwhile is
 * not a failure. Memory: the uploads under way.
 *
 * @throws what the source of `uploads` throws, NetworkError when the store is out of reach, and on abort.
 */
export async function* abortUploads(
  client: S3Client,
  bucket: string,
  uploads: AsyncIterable<UploadReference>,
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<AbortOutcome, void, undefined> {
  yield* mapConcurrently(uploads, CONCURRENCY, (upload) =>
    abortUpload(client, bucket, upload, options.signal),
  );
}

async function abortUpload(
  client: S3Client,
  bucket: string,
  upload: UploadReference,
  signal: AbortSignal | undefined,
): Promise<AbortOutcome> {
  try {
    const command = new AbortMultipartUploadCommand({
      Bucket: bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
    });
    await client.send(command, toSendOptions({ signal }));
    return { upload, error: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    const translated = translateError(error, { bucket, key: upload.key });
    if (translated instanceof NetworkError) throw translated;
    return { upload, error: isGone(error, translated) ? undefined : translated };
  }
}

const isGone = (error: unknown, translated: unknown): boolean =>
  (error as Error).name === "NoSuchUpload" ||
  (translated instanceof NotFoundError && translated.code === "NoSuchUpload");
