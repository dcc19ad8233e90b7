import type { Readable } from "node:stream";
import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { ConflictError, NetworkError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { unquote } from "../s3/keys.js";
import { translateError } from "../s3/translate-error.js";
import type { ObjectAddress } from "./read-object.js";

/** Some bytes of an object, and what the answer told of the whole. */
export interface BytesRead {
  readonly bytes: Uint8Array;
  readonly startByte: number;
  /** Of the whole object. */
  readonly totalBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

export interface ReadBytesInput extends ObjectAddress {
  readonly startByte: number;
  /** At most this many; fewer at the end of the object. */
  readonly lengthBytes: number;
  /** Read only the object that has this ETag, given without quotes. */
  readonly etag?: string | undefined;
}

/** Connections may break in the middle of a body: the SDK repeats requests, not bodies. */
const MOST_ATTEMPTS = 3;

/**
 * Read a range of an object into memory, and no more than it: also from a store that ignores ranges and sends the
 * whole object. A range that begins at or after the end is empty.
 *
 * Memory: the range.
 *
 * @throws NotFoundError, AccessDeniedError as the store says; ConflictError `ObjectChanged` when the object no longer
 * has the ETag; NetworkError when the connection keeps breaking.
 */
export async function readBytes(
  client: S3Client,
  input: ReadBytesInput,
  options: CallOptions = {},
): Promise<BytesRead> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOnce(client, input, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof NetworkError) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

async function readOnce(client: S3Client, input: ReadBytesInput, options: CallOptions): Promise<BytesRead> {
  const { bucket, key, startByte, lengthBytes } = input;
  const answer = await open(client, input, options);
  if (answer === undefined) return beyondTheEnd(input);
  const span = spanOf(answer);
  try {
    const bytes = await gather(answer.Body as Readable, startByte - span.startByte, lengthBytes);
    const expected = Math.min(lengthBytes, span.totalBytes - startByte);
    if (bytes.length < expected) throw new NetworkError("The connection ended before the range did");
    return {
      bytes,
      startByte,
      totalBytes: span.totalBytes,
      etag: unquote(answer.ETag ?? ""),
      contentType: answer.ContentType,
      contentEncoding: answer.ContentEncoding,
    };
  } catch (error) {
    throw translateError(error, { bucket, key, operation: "GetObject" });
  }
}

async function open(
  client: S3Client,
  { bucket, key, versionId, startByte, lengthBytes, etag }: ReadBytesInput,
  options: CallOptions,
): Promise<GetObjectCommandOutput | undefined> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    Range: `bytes=${startByte.toString()}-${(startByte + lengthBytes - 1).toString()}`,
    IfMatch: etag === undefined || etag === "" ? undefined : `"${etag}"`,
  });
  try {
    return await client.send(command, toSendOptions(options));
  } catch (error) {
    const { name } = error as Error;
    if (name === "InvalidRange") return undefined;
    if (name !== "PreconditionFailed") throw translateError(error, { bucket, key, operation: "GetObject" });
    throw new ConflictError(`s3://${bucket}/${key} was replaced while it was being read`, {
      code: "ObjectChanged",
      hints: ["Read it again to see the new object"],
      cause: error,
    });
  }
}

/** RFC 9110, 15.5.17: 416 also for every range of an empty object. */
function beyondTheEnd({ startByte, etag = "" }: ReadBytesInput): BytesRead {
  const nothing = new Uint8Array();
  const unknown = { contentType: undefined, contentEncoding: undefined };
  return { bytes: nothing, startByte, totalBytes: startByte, etag, ...unknown };
}

/** RFC 9110, 14.4: `bytes 0-99/1234`. Without it, the answer is the whole object, whatever was asked for. */
function spanOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput) {
  const found = /^bytes (\d+)-\d+\/(\d+)/u.exec(ContentRange ?? "");
  if (found === null) return { startByte: 0, totalBytes: ContentLength };
  return { startByte: Number(found[1]), totalBytes: Number(found[2]) };
}

/** Leaving the loop destroys the body, and with it the request. */
async function gather(body: Readable, skippedBytes: number, lengthBytes: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let toSkip = skippedBytes;
  let missing = lengthBytes;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const wanted = chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip -= chunk.length - wanted.length;
    const part = wanted.subarray(0, missing);
    kept.push(part);
    missing -= part.length;
    if (missing === 0) break;
  }
  return Buffer.concat(kept);
}
