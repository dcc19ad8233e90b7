/** Reads bytes of something large; fewer than asked for only at its end. */
export type ReadRange = (startByte: number, lengthBytes: number) => Promise<Uint8Array>;

/**
 * Read small pieces out of larger blocks, of which the last few are kept: the headers of an archive lie close together.
 * A piece larger than a block is read by itself. Memory: `blockCount` blocks.
 */
export function cacheRanges(read: ReadRange, blockBytes: number, blockCount = 4): ReadRange {
  const blocks = new Map<number, Promise<Uint8Array>>();
  const block = (index: number): Promise<Uint8Array> => {
    const known = blocks.get(index);
    if (known !== undefined) return known;
    const started = read(index * blockBytes, blockBytes);
    blocks.set(index, started);
    started.catch(() => blocks.delete(index));
    const [oldest] = blocks.keys();
    if (blocks.size > blockCount && oldest !== undefined) blocks.delete(oldest);
    return started;
  };
  return async (startByte, lengthBytes) => {
    if (lengthBytes > blockBytes) return read(startByte, lengthBytes);
    const first = Math.floor(startByte / blockBytes);
    const last = Math.floor((startByte + lengthBytes - 1) / blockBytes);
    const offset = startByte - first * blockBytes;
    if (first === last) return (await block(first)).subarray(offset, offset + lengthBytes);
    const both = Buffer.concat(await Promise.all([block(first), block(last)]));
    return both.subarray(offset, offset + lengthBytes);
  };
}
