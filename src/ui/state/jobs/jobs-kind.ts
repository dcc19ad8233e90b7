import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { placeCursor } from "../list-window.js";
import { moveWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { rateOf } from "./job.js";
import { planJobs } from "./jobs-layout.js";
import type { JobsScreen } from "./jobs-screen.js";

/** The queue of what goes on in the background. */
export const JOBS_KIND: ScreenKind<JobsScreen> = {
  layers: () => ["jobs", "moves"],
  crumbs: () => ["transfers"],
  address: () => undefined,
  status: ({ jobs }) => {
    const running = jobs.filter(({ status }) => status === "running");
    const waiting = jobs.filter(({ status }) => status === "waiting").length;
    if (running.length === 0) return { tone: "quiet", text: "Nothing is running" };
    const rate = running.reduce((sum, job) => sum + rateOf(job), 0);
    const more = waiting === 0 ? "" : `, ${waiting.toLocaleString("en-US")} waiting`;
    return {
      tone: "quiet",
      text: `${formatCount(running.length, "transfer")} at ${formatSize(rate)}/s${more}`,
    };
  },
  position: ({ jobs, window }) =>
    jobs.length === 0
      ? ""
      : `${(window.cursor + 1).toLocaleString("en-US")}/${jobs.length.toLocaleString("en-US")}`,
  busy: ({ jobs }) => jobs.some(({ status }) => status === "running"),
  move: (screen, motion, { size }) => ({
    ...screen,
    window: moveWindow(screen.window, motion, screen.jobs.length, planJobs(size).listRows),
  }),
  resize: (screen, { size }) => ({
    ...screen,
    window: placeCursor(screen.window, screen.jobs.length, planJobs(size).listRows),
  }),
  receive: (screen) => screen,
};
