import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createBufferPool } from "../../../src/lib/transfer/buffer-pool.js";
import { createWeightedSemaphore } from "../../../src/lib/transfer/weighted-semaphore.js";

test("never lets more in than fits, and lets everybody in at last", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.integer({ min: 1, max: 15 })),
      async (capacity, weights) => {
        const semaphore = createWeightedSemaphore(capacity);
        let used = 0;
        let holders = 0;
        await Promise.all(
          weights.map(async (weight) => {
            await semaphore.acquire(weight);
            used += weight;
            holders += 1;
            expect(used <= capacity || holders === 1).toBe(true);
            await Promise.resolve();
            used -= weight;
            holders -= 1;
            semaphore.release(weight);
          }),
        );
        expect(used).toBe(0);
      },
    ),
  );
});

test("who gives up waiting does not hold back those behind", async () => {
  const semaphore = createWeightedSemaphore(2);
  await semaphore.acquire(1);
  const abort = new AbortController();
  const large = semaphore.acquire(2, abort.signal);
  const small = semaphore.acquire(1);
  abort.abort(new Error("given up"));
  await expect(large).rejects.toThrow("given up");
  await expect(small).resolves.toBeUndefined();
});

test("buffers are used again once they are given back, unless somebody may still read them", async () => {
  const pool = createBufferPool(4 * 1024 * 1024);
  const first = await pool.acquire(2 * 1024 * 1024);
  const memory = first.bytes.buffer;
  first.release();
  const second = await pool.acquire(2 * 1024 * 1024);
  expect(second.bytes.buffer).toBe(memory);
  second.release(false);
  expect((await pool.acquire(2 * 1024 * 1024)).bytes.buffer).not.toBe(memory);
});

test("a buffer given back twice frees its room once", async () => {
  const pool = createBufferPool(1000);
  const first = await pool.acquire(600);
  first.release();
  first.release();
  const held = await pool.acquire(600);
  const waiting = pool.acquire(600, AbortSignal.timeout(30));
  await expect(waiting).rejects.toThrow("timeout");
  held.release();
});
