import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { planLayout } from "../layout.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import type { JobPlan } from "./job-plan.js";
import type { PlanScreen } from "./plan-screen.js";

/** Lines above the items: what will be done, in counts. */
export const PLAN_HEAD_LINES = 3;

/** What a job would do. */
export const PLAN_KIND: ScreenKind<PlanScreen> = {
  layers: () => ["plan", "moves"],
  crumbs: ({ job }) => ["plan", job.title],
  address: () => undefined,
  status: () => ({ tone: "quiet", text: "Nothing has been done yet: ↵ does it" }),
  position: ({ plan }) => `${formatCount(plan.itemCount, "item")} · ${formatSize(plan.totalBytes)}`,
  busy: () => false,
  move: (screen, motion, { size }) => {
    const height = Math.max(1, planLayout(size).bodyRows - PLAN_HEAD_LINES);
    return { ...screen, window: scrollWindow(screen.window, motion, screen.plan.lines.length, height) };
  },
  resize: (screen) => screen,
  receive: (screen) => screen,
};

/** The plan in one sentence. */
export function planSummary(plan: JobPlan): string {
  const { itemCount, existingCount, deletionCount, sameCount } = plan;
  const parts = [
    existingCount === undefined
      ? `${formatCount(itemCount, "item")}, too many to look which are there already`
      : formatCount(itemCount - existingCount, "new item"),
    ...(existingCount === undefined || existingCount === 0
      ? []
      : [`${existingCount.toLocaleString("en-US")} replaced`]),
    ...(deletionCount === 0 ? [] : [`${deletionCount.toLocaleString("en-US")} deleted`]),
    ...(sameCount === 0 ? [] : [`${sameCount.toLocaleString("en-US")} the same`]),
  ];
  return parts.join(" · ");
}
