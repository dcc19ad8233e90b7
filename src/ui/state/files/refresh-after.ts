import type { StoreAct } from "../acts/store-act.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { isOver, type JobNews } from "../jobs/job.js";
import { afterJobNews } from "../jobs/job-queue.js";
import { withJobs } from "../jobs/jobs-screen.js";
import { refresh } from "../list/list-actions.js";

/** What has made or taken away something is seen in the list at once. */
export function afterChange(transition: Transition, act: StoreAct): Transition {
  return act.kind === "create-bucket" || act.kind === "make-folder" ? refreshed(transition) : transition;
}

/** Show how a job gets on; a list is read again when one that changed its store has ended. */
export function afterJob(state: ExplorerState, news: JobNews): Transition {
  const next = afterJobNews(state, news);
  const { screen } = next.state;
  const shown: Transition =
    screen.kind === "jobs"
      ? settled({ ...next.state, screen: withJobs(screen, next.state.jobs) }, ...next.effects)
      : next;
  const job = next.state.jobs.find(({ id }) => id === news.jobId);
  const hasChanged =
    job !== undefined && isOver(job) && job.work.kind !== "download" && job.store.id === state.store.id;
  return hasChanged ? refreshed(shown) : shown;
}

/** Read the list that is shown again, if it is one. */
export function refreshed({ state, effects }: Transition): Transition {
  if (state.screen.kind !== "list") return settled(state, ...effects);
  const again = refresh(state, state.screen);
  return settled(again.state, ...effects, ...again.effects);
}
