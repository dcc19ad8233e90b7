/** Bounds how much is in use at once: bytes of memory, or requests in flight. First come, first served. */
export interface WeightedSemaphore {
  /**
   * Wait until `weight` is free and take it. A weight above the whole capacity waits until nothing else is in use.
   *
   * @throws the signal's reason when it is aborted meanwhile.
   */
  acquire(weight: number, signal?: AbortSignal): Promise<void>;
  release(weight: number): void;
}

/** A semaphore of `capacity` units. Who asks first is served first. */
export function createWeightedSemaphore(capacity: number): WeightedSemaphore {
  let used = 0;
  const waiting: Waiter[] = [];

  const fits = (weight: number): boolean => used === 0 || used + weight <= capacity;
  const admit = (): void => {
    for (let first = waiting[0]; first !== undefined && fits(first.weight); first = waiting[0]) {
      waiting.shift();
      used += first.weight;
      first.admit();
    }
  };

  return {
    async acquire(weight, signal) {
      signal?.throwIfAborted();
      if (waiting.length === 0 && fits(weight)) {
        used += weight;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const waiter: Waiter = { weight, admit: resolve };
      const onAbort = (): void => {
        const at = waiting.indexOf(waiter);
        if (at === -1) return;
        waiting.splice(at, 1);
        reject(signal?.reason);
        admit();
      };
      waiting.push(waiter);
      signal?.addEventListener("abort", onAbort);
      try {
        await promise;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    release(weight) {
      used -= weight;
      admit();
    },
  };
}

interface Waiter {
  readonly weight: number;
  readonly admit: () => void;
}
