import type { MetricsSnapshot } from "./metrics.js";
import type { RecentRequest } from "./recent-requests.js";

/** What one process of a proxy knows of its work, as plain data: sent between processes. */
export interface ProcessSnapshot {
  readonly metrics: MetricsSnapshot;
  readonly recent: readonly RecentRequest[];
}
