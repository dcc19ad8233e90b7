import type { ProcessSnapshot } from "./process-snapshot.js";

/** What a worker process tells the one that started it. */
export type FromWorker =
  | { readonly kind: "listening"; readonly endpoint: string; readonly upstream: string }
  /** Asks for everybody's snapshot. */
  | { readonly kind: "gather"; readonly id: number }
  | { readonly kind: "snapshot"; readonly id: number; readonly snapshot: ProcessSnapshot };

/** What it is told. */
export type ToWorker =
  | { readonly kind: "reload" }
  | { readonly kind: "shutdown" }
  /** Asks for its snapshot. */
  | { readonly kind: "snapshot"; readonly id: number }
  | { readonly kind: "gathered"; readonly id: number; readonly snapshots: readonly ProcessSnapshot[] };

/** Longer than a worker that is not stuck takes to answer, and shorter than a scraper waits. */
export const GATHER_TIMEOUT_MS = 2000;
