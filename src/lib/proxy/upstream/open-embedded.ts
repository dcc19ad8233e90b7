import { openStoreEngine } from "../../store/open-store-engine.js";
import { corsHeadersOf, createStoreHandler } from "../../store/store-handler.js";
import type { Upstream } from "./upstream.js";

export interface EmbeddedUpstream {
  /** Folder of the embedded store's data; made when it is not there. */
  readonly embeddedDir: string;
  /** Region of buckets created without one. Default: us-east-1. */
  readonly region?: string | undefined;
}

/**
 * Open a store in this very process: requests reach it without another connection. Each of the proxy's keys is its owner.
 *
 * @throws ConflictError when another process has the folder open; ConfigurationError when it cannot be used.
 */
export async function openEmbedded(
  { embeddedDir, region = "us-east-1" }: EmbeddedUpstream,
  clock: () => Date,
): Promise<Upstream> {
  const engine = await openStoreEngine({ dir: embeddedDir, clock });
  const context = { engine, region, clock };
  return {
    handler: createStoreHandler(context),
    name: `embedded store in ${embeddedDir}`,
    answerHeaders: (subject) => corsHeadersOf(context, subject),
    ping: async () => Promise.resolve(),
    close: async () => engine.close(),
  };
}
