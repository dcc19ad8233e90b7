import { open, type FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { directRequest } from "../s3/direct/direct-request.js";
import { ConflictError, IntegrityError } from "../errors/s3kit-error.js";
import { translateFileError } from "./file-errors.js";
import type { Part } from "./part-plan.js";
import type { LocalFile, RemoteObject } from "./transfer-item.js";

/** The content of a part, piece by piece, as often as it is needed. */
export interface PartStream {
  /** Each piece is valid until the next is asked for. */
  chunks(part: Part): AsyncIterable<Buffer>;
  open(part: Part): Readable;
}

const STREAM_BYTES = 128 * 1024;

/** Bytes that can be read in any order, more than once, and are the same each time or an error. */
export interface PartSource {
  readonly sizeBytes: number;
  /** Same text: same bytes. An interrupted upload goes on only when it is unchanged. */
  readonly identity: string;
  /** True when reading a part again is cheap enough to verify what an earlier run uploaded. */
  readonly cheapToRead: boolean;
  /** Fill `into`, which has the part's size. */
  read(part: Part, into: Buffer, signal: AbortSignal): Promise<void>;
  /** The bytes of a part too large to be held; undefined where only `read` is possible. */
  readonly stream: PartStream | undefined;
  /** @throws ConflictError when the bytes are no longer those of `identity`. */
  assertUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Read a file in parts. Closed by the caller.
 *
 * @throws ConflictError from `read` and `assertUnchanged` when the file changed since it was listed.
 */
export async function openFileSource(file: LocalFile): Promise<PartSource> {
  const handle = await open(file.path, "r").catch((error: unknown) => {
    throw translateFileError(error, file.path);
  });
  return {
    sizeBytes: file.sizeBytes,
    identity: `${file.sizeBytes.toString()}:${file.modifiedMs.toString()}`,
    cheapToRead: true,
    read: async (part, into) => readExactly(handle, file, part, into),
    stream: {
      chunks: (part) => readChunks(handle, file, part, Buffer.allocUnsafe(STREAM_BYTES)),
      open: (part) => Readable.from(readChunks(handle, file, part), { objectMode: false }),
    },
    assertUnchanged: async () => {
      const { size, mtimeMs } = await handle.stat();
      if (size !== file.sizeBytes || mtimeMs !== file.modifiedMs) throw changed(file.path);
    },
    close: () => handle.close(),
  };
}

/** Read an object in parts by ranged requests, pinned to the ETag it was listed with. */
export function openObjectSource(client: S3Client, object: RemoteObject): PartSource {
  const { bucket, key, sizeBytes, etag } = object;
  return {
    sizeBytes,
    identity: `${sizeBytes.toString()}:${etag}`,
    cheapToRead: false,
    read: async (part, into, signal) => {
      const range = `bytes=${part.offset.toString()}-${(part.offset + part.sizeBytes - 1).toString()}`;
      const { body } = await directRequest(
        client,
        { method: "GET", bucket, key, headers: { range, "if-match": `"${etag}"` } },
        { signal },
      );
      if (body.length !== into.length)
        throw new IntegrityError(`Got another range of s3://${bucket}/${key} than asked for`);
      body.copy(into);
    },
    stream: undefined,
    assertUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

async function readExactly(handle: FileHandle, file: LocalFile, part: Part, into: Buffer): Promise<void> {
  let filled = 0;
  while (filled < part.sizeBytes) {
    const { bytesRead } = await handle.read(into, filled, part.sizeBytes - filled, part.offset + filled);
    if (bytesRead === 0) throw changed(file.path);
    filled += bytesRead;
  }
}

async function* readChunks(
  handle: FileHandle,
  file: LocalFile,
  part: Part,
  reused?: Buffer,
): AsyncGenerator<Buffer> {
  for (let done = 0; done < part.sizeBytes; done += STREAM_BYTES) {
    const sizeBytes = Math.min(STREAM_BYTES, part.sizeBytes - done);
    const chunk = reused?.subarray(0, sizeBytes) ?? Buffer.allocUnsafe(sizeBytes);
    await readExactly(handle, file, { number: part.number, offset: part.offset + done, sizeBytes }, chunk);
    yield chunk;
  }
}

function changed(name: string): ConflictError {
  return new ConflictError(`${name} changed while it was read`, {
    code: "SourceChanged",
    hints: ["Run the command again once nothing writes to it"],
  });
}
