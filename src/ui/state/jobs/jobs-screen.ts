import { goTo } from "../history.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";
import type { Job } from "./job.js";

/** What goes on in the background, the newest first. The jobs themselves are the explorer's. */
export interface JobsScreen {
  readonly kind: "jobs";
  readonly jobs: readonly Job[];
  readonly window: ListWindow;
}

export function goToJobs(state: ExplorerState): Transition {
  if (state.screen.kind === "jobs") return settled(state);
  return goTo(state, { kind: "jobs", jobs: newestFirst(state.jobs), window: TOP_OF_LIST });
}

function newestFirst(jobs: readonly Job[]): readonly Job[] {
  return jobs.toReversed();
}

export function jobAtCursor({ jobs, window }: JobsScreen): Job | undefined {
  return jobs[window.cursor];
}

/** Show the jobs as they are now; the cursor stays on its job. */
export function withJobs(screen: JobsScreen, jobs: readonly Job[]): JobsScreen {
  const shown = newestFirst(jobs);
  const id = jobAtCursor(screen)?.id;
  const at = shown.findIndex((job) => job.id === id);
  const cursor = Math.max(0, at === -1 ? Math.min(screen.window.cursor, shown.length - 1) : at);
  return { ...screen, jobs: shown, window: { ...screen.window, cursor } };
}
