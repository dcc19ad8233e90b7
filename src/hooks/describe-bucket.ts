import { toProblem } from "../ui/state/problem.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { Send } from "./send.js";

/** Ask a store for a bucket's settings. Never rejects. */
export async function describeBucketFor(
  services: ExplorerServices,
  { requestId, bucket }: { readonly requestId: number; readonly bucket: string },
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const tell = { type: "bucket-described", requestId } as const;
  try {
    const value = await services.describeBucket(bucket, signal);
    send({ ...tell, description: { state: "ready", value } });
  } catch (error) {
    if (!signal.aborted) send({ ...tell, description: { state: "failed", problem: toProblem(error) } });
  }
}
