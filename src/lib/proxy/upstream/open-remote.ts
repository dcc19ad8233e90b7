import type { ConnectionSettings } from "../../config/connection-settings.js";
import { translating } from "../../s3/translating.js";
import { forwardForm } from "./forward-form.js";
import { forwardRequest, type ForwardContext } from "./forward-request.js";
import { MemoryBudget } from "./memory-budget.js";
import { createCorsLookup } from "./cors-lookup.js";
import { sendUpstream } from "./send-upstream.js";
import { DEFAULT_UPSTREAM_TIMEOUTS, StallWatch, type UpstreamTimeouts } from "./stall-watch.js";
import type { Upstream } from "./upstream.js";
import type { UpstreamFailure } from "./upstream-failure.js";
import { openUpstreamSession } from "./upstream-session.js";

export interface OpenRemoteOptions {
  readonly timeouts: Partial<UpstreamTimeouts>;
  readonly onFailure: (failure: UpstreamFailure) => void;
}

/** What all requests together keep for a second try: enough for many small ones, little beside the memory of a process. */
const RETRY_MEMORY_BYTES = 16 * 1024 * 1024;

/**
 * Open a store that is reached over HTTP. It need not answer yet, but there must be credentials for it.
 *
 * @throws ConfigurationError when the settings name a certificate file that cannot be read; AccessDeniedError without
 * credentials.
 */
export async function openRemote(
  settings: ConnectionSettings,
  { timeouts, onFailure }: OpenRemoteOptions,
): Promise<Upstream> {
  const session = await openUpstreamSession(settings);
  await translating({ endpoint: settings.endpoint, profile: settings.profile }, async () =>
    session.credentials(false),
  );
  const limits = { ...DEFAULT_UPSTREAM_TIMEOUTS, ...timeouts };
  const watch = new StallWatch(limits);
  const context: ForwardContext = {
    session,
    budget: new MemoryBudget(RETRY_MEMORY_BYTES),
    takesTrailers: settings.checksums === "when_supported",
    watch,
    timeouts: limits,
    onFailure,
  };
  const corsOf = createCorsLookup(context);
  return {
    handler: async (request) => {
      if (request.operation !== "PostObject") return forwardRequest(request, context);
      const answer = await forwardForm(request, context);
      // The store saw a PUT, which its rules may not allow where they allow the page's POST.
      return { ...answer, headers: { ...answer.headers, ...(await corsOf(request)) } };
    },
    refusalHeaders: corsOf,
    name: settings.endpoint ?? `Amazon S3 in ${settings.region}`,
    ping: async (signal) => ping(context, signal),
    close: async () => {
      watch.stop();
      await session.close();
    },
  };
}

async function ping({ session }: ForwardContext, signal: AbortSignal): Promise<void> {
  const { pool, host, basePath } = await session.target(undefined);
  await sendUpstream(pool, {
    method: "HEAD",
    target: basePath === "" ? "/" : basePath,
    headers: { host },
    body: undefined,
    signal,
    bodyTimeoutMs: DEFAULT_UPSTREAM_TIMEOUTS.bodyMs,
  });
}
