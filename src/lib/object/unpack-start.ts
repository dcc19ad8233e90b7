import { pipeline, Readable, type Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";

export type Compression = "gzip" | "zstd" | "br" | "deflate";

export interface UnpackedStart {
  readonly bytes: Uint8Array;
  /** There is no more: the whole content is here. */
  readonly isWhole: boolean;
  /** Why it ended early, when the packed bytes are broken: what came before is here. */
  readonly fault: string | undefined;
}

/**
 * Unpack the start of something compressed, of which only a start may be there.
 *
 * Memory: `mostBytes` and what the packed chunks take; a bomb is not unpacked further than that.
 */
export async function unpackStart(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
  mostBytes: number,
): Promise<UnpackedStart> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  try {
    for await (const chunk of unpackedChunks(packed, compression)) {
      const part = chunk.subarray(0, mostBytes - keptBytes);
      kept.push(part);
      keptBytes += part.length;
      if (part.length < chunk.length) return { bytes: Buffer.concat(kept), isWhole: false, fault: undefined };
    }
    return { bytes: Buffer.concat(kept), isWhole: true, fault: undefined };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { bytes: Buffer.concat(kept), isWhole: true, fault: error.message };
  }
}

/** The unpacked chunks; leaving their loop ends the reading of what is packed. */
export function unpackedChunks(
  packed: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  // A failure of either surfaces where the chunks are read.
  return pipeline(Readable.from(packed), decompressor(compression), () => undefined);
}

/** A packed start without its end is no fault. */
function decompressor(compression: Compression): Transform {
  switch (compression) {
    case "gzip":
      return createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    case "deflate":
      return createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
    case "br":
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    case "zstd":
      return createZstdDecompress({ finishFlush: constants.ZSTD_e_flush });
  }
}

/** Node's zlib names what is wrong with the bytes: `Z_DATA_ERROR`, `ERR_BROTLI_…`, `ZSTD_error_…`. */
function isFault(error: unknown): error is Error {
  const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : "";
  return /^(Z_|ZSTD_|ERR__ERROR)/u.test(code);
}
