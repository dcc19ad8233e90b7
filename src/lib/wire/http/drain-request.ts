import type { IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** How much of an unwanted body is read so that the client, still sending, comes to read the answer. */
export interface DrainLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Read and throw away what the client is still sending, until its end, the client's leaving or a limit. Closing a
 * socket with unread bytes makes the kernel reset it, and a reset takes the answer from the client's hands
 * (RFC 9112 §9.6).
 */
export async function drainRequest(request: IncomingMessage, limits: DrainLimits): Promise<void> {
  if (request.complete || request.destroyed) return;
  const enough = new AbortController();
  let sizeBytes = 0;
  const count = (chunk: Buffer): void => {
    sizeBytes += chunk.length;
    if (sizeBytes > limits.maxBytes) enough.abort();
  };
  const stop = (): void => {
    enough.abort();
  };
  request.on("data", count).once("end", stop).once("close", stop);
  request.resume();
  await delay(limits.timeoutMs, undefined, { signal: enough.signal }).catch(ignoreAbort);
  request.off("data", count).off("end", stop).off("close", stop);
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
