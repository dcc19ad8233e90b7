import type { HttpExchange } from "./http-exchange.js";

/**
 * Look after every exchange at intervals, and give up those whose client makes no progress. One timer for all of them:
 * a timer a chunk would cost more than the chunk.
 *
 * @returns stops the watch.
 */
export function watchProgress(exchanges: ReadonlySet<HttpExchange>, noProgressMs: number): () => void {
  const intervalMs = Math.max(10, Math.min(1000, noProgressMs / 4));
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const exchange of exchanges) exchange.giveUpIfStalled(nowMs, noProgressMs);
  }, intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
