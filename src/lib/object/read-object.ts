import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { ConflictError, NetworkError } from "../errors/s3kit-error.js";
import { toSendOptions } from "../s3/call-options.js";
import { unquote } from "../s3/keys.js";
import { translateError } from "../s3/translate-error.js";

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** Both ends included, as in HTTP; `{ last: n }` is the last n bytes; without `endByte` to the end. */
export type ByteRange =
  | { readonly startByte: number; readonly endByte?: number | undefined }
  | { readonly last: number };

export interface ReadOptions {
  readonly range?: ByteRange | undefined;
  /** Read only the object that has this ETag, given without quotes. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fresh starts without a byte in between, before giving up. */
const MAX_BARREN_RESUMES = 4;
const RESUME_DELAY_MS = 200;

/**
 * Read an object, or a range of it. A connection that breaks on the way is taken up at the byte it broke at, from the
 * same object or not at all. Reading ends the request; leaving the loop early cancels it. Memory: one chunk.
 *
 * @throws NotFoundError, AccessDeniedError as the store says; ConflictError when the object was replaced during
 * reading; NetworkError when the connection keeps breaking.
 */
export async function* readObject(
  client: S3Client,
  address: ObjectAddress,
  options: ReadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  let { range, etag } = options;
  let barrenResumes = 0;
  for (;;) {
    const response = await open(client, address, { ...options, range }, etag);
    etag ??= response.ETag === undefined ? undefined : unquote(response.ETag);
    const span = spanOf(response);
    let position = span.startByte;
    try {
      for await (const chunk of response.Body as Readable as AsyncIterable<Uint8Array>) {
        position += chunk.byteLength;
        barrenResumes = 0;
        yield chunk;
      }
      if (position === span.endByte) return;
      throw new NetworkError(`The connection ended ${(span.endByte - position).toString()} bytes early`);
    } catch (error) {
      options.signal?.throwIfAborted();
      barrenResumes += 1;
      if (!isBrokenConnection(error) || barrenResumes > MAX_BARREN_RESUMES) {
        throw translateError(error, { ...address, operation: "GetObject" });
      }
    }
    if (position >= span.endByte) return;
    range = { startByte: position, endByte: span.endByte - 1 };
    await delay(RESUME_DELAY_MS * 2 ** barrenResumes, undefined, delayOptions(options));
  }
}

interface Span {
  readonly startByte: number;
  /** The byte after the last. */
  readonly endByte: number;
}

const delayOptions = ({ signal }: ReadOptions) => (signal === undefined ? {} : { signal });

async function open(
  client: S3Client,
  { bucket, key, versionId }: ObjectAddress,
  { range, signal }: ReadOptions,
  etag: string | undefined,
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    Range: range === undefined ? undefined : rangeHeader(range),
    IfMatch: etag === undefined ? undefined : `"${etag}"`,
  });
  try {
    return await client.send(command, toSendOptions({ signal }));
  } catch (error) {
    if (etag !== undefined && (error as Error).name === "PreconditionFailed") {
      throw new ConflictError(`s3://${bucket}/${key} was replaced while it was being read`, {
        code: "ObjectChanged",
        hints: ["Run it again to read the new object"],
        cause: error,
      });
    }
    throw translateError(error, { bucket, key, operation: "GetObject" });
  }
}

function rangeHeader(range: ByteRange): string {
  if ("last" in range) return `bytes=-${range.last.toString()}`;
  return `bytes=${range.startByte.toString()}-${range.endByte?.toString() ?? ""}`;
}

/** RFC 9110, 14.4: `bytes 0-99/1234`. Without it, the answer is the whole object, whatever was asked for. */
function spanOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): Span {
  const found = /^bytes (\d+)-(\d+)\//u.exec(ContentRange ?? "");
  if (found === null) return { startByte: 0, endByte: ContentLength };
  return { startByte: Number(found[1]), endByte: Number(found[2]) + 1 };
}

const BROKEN = ["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_STREAM_PREMATURE_CLOSE", "UND_ERR_SOCKET"];

function isBrokenConnection(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  // Node's HTTP client reports a body that ends early as "aborted".
  return error instanceof NetworkError || BROKEN.includes(code ?? "") || message === "aborted";
}
