import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { createTransferContext } from "./transfer-context.js";
import type { ObjectSettings } from "./transfer-options.js";
import { uploadStream } from "./upload-stream.js";

export interface UploadObjectInput extends ObjectSettings {
  readonly bucket: string;
  readonly key: string;
  /** A stream is read to its end, or destroyed on failure; its length need not be known. */
  readonly body: Readable | Uint8Array | string;
  /** Refuse to replace an object that is there. */
  readonly ifNoneMatch?: boolean | undefined;
}

/**
 * Write an object, verified by a checksum: in one request when it is small, else in parts, several at once. Nothing
 * appears, and nothing is left in the store, when it fails. Memory: 64 MiB at most, whatever the size.
 *
 * @returns how many bytes were stored.
 * @throws ConflictError `ObjectExists` with `ifNoneMatch` when there is an object.
 */
export async function uploadObject(
  client: S3Client,
  input: UploadObjectInput,
  options: CallOptions = {},
): Promise<{ readonly sizeBytes: number }> {
  const { bucket, key, body, ifNoneMatch = false, ...settings } = input;
  const context = createTransferContext({
    client,
    signal: options.signal ?? new AbortController().signal,
    options: { settings, concurrency: 8, ifNoneMatch, preserve: false, stateFolder: tmpdir() },
    note: () => undefined,
  });
  return uploadStream(context, toStream(body), { bucket, key });
}

function toStream(body: UploadObjectInput["body"]): Readable {
  if (body instanceof Readable) return body;
  return Readable.from([Buffer.from(body)], { objectMode: false });
}
