import { planLayout } from "../layout.js";
import type { TerminalSize } from "../explorer-state.js";

/** Lines for the job under the cursor. */
const DETAIL_ROWS = 9;
/** Below this, there are only rows. */
const LEAST_ROWS_WITH_DETAILS = 14;

export function planJobs(size: TerminalSize): { readonly listRows: number; readonly detailRows: number } {
  const { bodyRows } = planLayout(size);
  const detailRows = bodyRows >= LEAST_ROWS_WITH_DETAILS ? DETAIL_ROWS : 0;
  return { listRows: Math.max(1, bodyRows - detailRows), detailRows };
}
