import { open, type FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { S3Error } from "../../wire/s3-error.js";
import type { Extent, ReadOptions } from "../engine.js";
import type { BlobFolder } from "./blob-folder.js";
import type { BlobPins } from "./blob-pins.js";
import { isMissingFile } from "./missing-file.js";

const CHUNK_BYTES = 128 * 1024;
/** A stream holds two chunks, what it is piped to one, and one is being read. */
const REUSED_CHUNKS = 8;

/** Where the bytes of blobs are. */
export interface BlobSource {
  readonly folder: BlobFolder;
  readonly pins: BlobPins;
  /** Bytes of a blob that is kept in memory or in the index; undefined when it is in a file. */
  content(blobId: number): Buffer | undefined;
}

/**
 * The bytes of some extents, one after the other. Pins their blobs until it is closed, so that an overwrite or a
 * delete meanwhile takes nothing away; the caller reads it to its end or destroys it. Fails when a file is missing
 * or short, instead of ending early.
 */
export function readExtents(
  source: BlobSource,
  extents: readonly Extent[],
  { reuseBuffers = false }: ReadOptions = {},
): Readable {
  const stream = Readable.from(chunksOf(source, extents, reuseBuffers ? createRing() : allocate), {
    objectMode: false,
    highWaterMark: CHUNK_BYTES,
  });
  source.pins.pin(extents);
  stream.once("close", () => source.pins.unpin(extents));
  return stream;
}

/** The bytes of an extent whose blob is kept in the index; undefined when they have to be streamed. */
export function extentAtOnce(source: BlobSource, extents: readonly Extent[]): Buffer | undefined {
  const [extent, ...others] = extents;
  if (extent === undefined || others.length > 0) return undefined;
  const content = source.content(extent.blobId);
  return content === undefined ? undefined : sliceContent(content, extent);
}

type Allocate = (sizeBytes: number) => Buffer;

const allocate: Allocate = (sizeBytes) => Buffer.allocUnsafeSlow(sizeBytes);

function createRing(): Allocate {
  const ring: Buffer[] = [];
  let turn = 0;
  return (sizeBytes) => {
    const at = turn++ % REUSED_CHUNKS;
    const buffer = ring[at];
    if (buffer !== undefined && buffer.length >= sizeBytes) return buffer.subarray(0, sizeBytes);
    ring[at] = allocate(sizeBytes);
    return ring[at];
  };
}

async function* chunksOf(
  source: BlobSource,
  extents: readonly Extent[],
  allocate: Allocate,
): AsyncGenerator<Buffer> {
  for (const extent of extents) {
    const content = source.content(extent.blobId);
    if (content) yield sliceContent(content, extent);
    else yield* fileChunks(source.folder, extent, allocate);
  }
}

async function* fileChunks(folder: BlobFolder, extent: Extent, allocate: Allocate): AsyncGenerator<Buffer> {
  const file = await openBlob(folder, extent.blobId);
  try {
    const end = extent.offset + extent.sizeBytes;
    let position = extent.offset;
    while (position < end) {
      const buffer = allocate(Math.min(end - position, CHUNK_BYTES));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw missingContent(extent.blobId);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function sliceContent(content: Buffer, extent: Extent): Buffer {
  const end = extent.offset + extent.sizeBytes;
  if (end > content.length) throw missingContent(extent.blobId);
  return content.subarray(extent.offset, end);
}

async function openBlob(folder: BlobFolder, blobId: number): Promise<FileHandle> {
  try {
    return await open(folder.path(blobId), "r");
  } catch (error) {
    if (!isMissingFile(error)) throw error;
  }
  try {
    // A file whose rename failed is still where it was staged; the next start moves it.
    return await open(folder.temporaryPath(blobId), "r");
  } catch (error) {
    throw isMissingFile(error) ? missingContent(blobId, error) : error;
  }
}

function missingContent(blobId: number, cause?: unknown): S3Error {
  const message = `Content of the object is missing from the store (blob ${blobId.toString(16)})`;
  return new S3Error("InternalError", message, { cause });
}
