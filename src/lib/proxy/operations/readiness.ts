/** Whether a proxy should be sent requests. */
export interface Readiness {
  /** Why not, in a few words; undefined when it should. */
  obstacle(): Promise<string | undefined>;
  beginDraining(): void;
}

/** A probe must be answered before its own patience ends: many have one second, Kubernetes by default. */
const PING_TIMEOUT_MS = 900;
/** Probes of many balancers together must not become load on the store. */
const FRESH_MS = 1000;

/** @param ping asks the store behind the proxy. Asked at most once a second, however many probes there are. */
export function createReadiness(ping: (signal: AbortSignal) => Promise<void>): Readiness {
  let isDraining = false;
  let last: { readonly atMs: number; readonly obstacle: Promise<string | undefined> } | undefined;
  return {
    obstacle: async () => {
      if (isDraining) return "shutting down";
      const nowMs = performance.now();
      if (last === undefined || nowMs - last.atMs > FRESH_MS) last = { atMs: nowMs, obstacle: tryPing(ping) };
      return last.obstacle;
    },
    beginDraining: () => {
      isDraining = true;
    },
  };
}

/** Its reason stays here: an address or a system's words about the inside are not for everybody who may ask. */
async function tryPing(ping: (signal: AbortSignal) => Promise<void>): Promise<string | undefined> {
  try {
    await ping(AbortSignal.timeout(PING_TIMEOUT_MS));
    return undefined;
  } catch {
    return "the store behind this proxy does not answer";
  }
}
