import { cacheRanges, type ReadRange } from "./range-cache.js";

/** Goes through bytes from their start to their end. */
export interface ByteCursor {
  /** The next bytes; fewer than asked for only at the end. */
  take(lengthBytes: number): Promise<Uint8Array>;
  skip(lengthBytes: number): Promise<void>;
}

const BLOCK_BYTES = 32 * 1024;

/** A cursor over ranges: what it skips is never read. */
export function rangeCursor(read: ReadRange, totalBytes: number): ByteCursor {
  const cached = cacheRanges(read, BLOCK_BYTES);
  let position = 0;
  return {
    take: async (lengthBytes) => {
      const wanted = Math.min(lengthBytes, totalBytes - position);
      if (wanted <= 0) return new Uint8Array();
      const bytes = await cached(position, wanted);
      position += bytes.length;
      return bytes;
    },
    skip: (lengthBytes) => {
      position += lengthBytes;
      return Promise.resolve();
    },
  };
}

/** A cursor over a stream of chunks. It reads what it skips, and keeps one chunk at a time. */
export function streamCursor(chunks: AsyncIterator<Uint8Array>): ByteCursor {
  let left: Uint8Array = new Uint8Array();
  const advance = async (): Promise<boolean> => {
    const next = await chunks.next();
    left = next.done === true ? new Uint8Array() : next.value;
    return next.done !== true;
  };
  const consume = async (lengthBytes: number, keep: (part: Uint8Array) => void): Promise<void> => {
    let missing = lengthBytes;
    while (missing > 0 && (left.length > 0 || (await advance()))) {
      const part = left.subarray(0, missing);
      keep(part);
      missing -= part.length;
      left = left.subarray(part.length);
    }
  };
  return {
    take: async (lengthBytes) => {
      const parts: Uint8Array[] = [];
      await consume(lengthBytes, (part) => parts.push(part));
      return Buffer.concat(parts);
    },
    skip: (lengthBytes) => consume(lengthBytes, () => undefined),
  };
}
