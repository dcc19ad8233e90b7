import type { TerminalSize } from "../explorer-state.js";
import { planLayout } from "../layout.js";

/** Lines of the screen above the rows: the tabs and the line under them. */
export const USAGE_HEAD_LINES = 2;

/** Rows that the screen of usage has room for. */
export function usageHeight({ size }: { readonly size: TerminalSize }): number {
  return Math.max(1, planLayout(size).bodyRows - USAGE_HEAD_LINES);
}
