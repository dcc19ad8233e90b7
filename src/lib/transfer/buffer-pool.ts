import { createWeightedSemaphore } from "./weighted-semaphore.js";

/** Buffers for parts in flight, bounded in sum and used again, so that memory stays flat however much is transferred. */
export interface BufferPool {
  /** Wait for a buffer of exactly `sizeBytes`; its content is arbitrary. */
  acquire(sizeBytes: number, signal?: AbortSignal): Promise<PooledBuffer>;
}

export interface PooledBuffer {
  readonly bytes: Buffer;
  /** Give it back. `reusable` false: somebody may still read it, so its memory is left to the garbage collector. */
  release(reusable?: boolean): void;
}

/** Smaller ones come from Node's own slab. */
const POOLED_FROM_BYTES = 1024 * 1024;

/** A pool that hands out `budgetBytes` at once; who asks for more waits for what is given back. */
export function createBufferPool(budgetBytes: number): BufferPool {
  const budget = createWeightedSemaphore(budgetBytes);
  let free: Buffer[] = [];
  let freeBytes = 0;

  const take = (sizeBytes: number): Buffer => {
    const at = free.findIndex((buffer) => buffer.length >= sizeBytes && buffer.length <= 2 * sizeBytes);
    const [found] = at === -1 ? [] : free.splice(at, 1);
    if (found === undefined) return Buffer.allocUnsafeSlow(sizeBytes);
    freeBytes -= found.length;
    return found;
  };
  const keep = (buffer: Buffer): void => {
    if (freeBytes + buffer.length > budgetBytes) free = [];
    freeBytes = free.reduce((sum, { length }) => sum + length, buffer.length);
    free.push(buffer);
  };

  return {
    async acquire(sizeBytes, signal) {
      await budget.acquire(sizeBytes, signal);
      const pooled = sizeBytes >= POOLED_FROM_BYTES;
      const whole = pooled ? take(sizeBytes) : Buffer.allocUnsafe(sizeBytes);
      let released = false;
      return {
        bytes: whole.length === sizeBytes ? whole : whole.subarray(0, sizeBytes),
        release: (reusable = true) => {
          if (released) return;
          released = true;
          if (pooled && reusable) keep(whole);
          budget.release(sizeBytes);
        },
      };
    },
  };
}
