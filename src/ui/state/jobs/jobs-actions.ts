import type { Action } from "../../actions/action.js";
import { commandLine } from "../../actions/command-line.js";
import { displayText } from "../../text/cell-text.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { isOver, type Job } from "./job.js";
import { beginAgain, stopJob, unfinishedJobs, withoutOver } from "./job-queue.js";
import { goToJobs, jobAtCursor, withJobs } from "./jobs-screen.js";

/** Leads to the queue from anywhere. */
export const SHOW_JOBS: Action = {
  id: "jobs.show",
  title: "Show transfers and what else goes on",
  keys: ["g t"],
  run: goToJobs,
};

/** What keys do in the queue. */
export const JOBS_ACTIONS: readonly Action[] = [
  {
    id: "jobs.pause",
    title: "Pause it, or go on with it",
    keys: ["p", "space"],
    hint: { label: "pause", priority: 2 },
    run: onJob(pauseOrGoOn),
  },
  {
    id: "jobs.cancel",
    title: "Cancel it",
    keys: ["x", "delete"],
    hint: { label: "cancel", priority: 3 },
    run: onJob(cancel),
  },
  {
    id: "jobs.retry",
    title: "Try what failed again",
    keys: ["r"],
    hint: { label: "retry", priority: 4 },
    run: onJob(retry),
  },
  {
    id: "jobs.clear",
    title: "Clear away what is over",
    keys: ["C"],
    hint: { label: "clear", priority: 5 },
    run: (state) => reshown(settled(withoutOver(state))),
  },
  {
    id: "jobs.copy-command",
    title: "Copy the command line that does the same",
    keys: ["y"],
    run: onJob((state, job) =>
      settled(noting(state, "good", "Copied the command line"), {
        type: "copy",
        text: commandLine(job.command, job.store.flags),
      }),
    ),
  },
  {
    id: "jobs.leave",
    title: "Go back; all goes on",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];

function onJob(run: (state: ExplorerState, job: Job) => Transition): (state: ExplorerState) => Transition {
  return (state) => {
    const job = state.screen.kind === "jobs" ? jobAtCursor(state.screen) : undefined;
    return job === undefined ? settled(state) : reshown(run(state, job));
  };
}

/** The screen shows the jobs as they are after what was done to them. */
function reshown({ state, effects }: Transition): Transition {
  const { screen } = state;
  return settled(
    screen.kind === "jobs" ? { ...state, screen: withJobs(screen, state.jobs) } : state,
    ...effects,
  );
}

function pauseOrGoOn(state: ExplorerState, job: Job): Transition {
  if (job.status === "running" || job.status === "waiting") return stopJob(state, job, "paused");
  if (job.status === "paused") return beginAgain(state, job);
  return settled(noting(state, "warning", "It is over; r tries again what failed"));
}

function cancel(state: ExplorerState, job: Job): Transition {
  return isOver(job)
    ? settled(noting(state, "warning", "It is over; C clears it away"))
    : stopJob(state, job, "cancelled");
}

function retry(state: ExplorerState, job: Job): Transition {
  const isWhole = job.status === "done" && job.counts.failedItems === 0;
  if (!isOver(job) || isWhole) return settled(noting(state, "warning", "Nothing of it has failed"));
  return beginAgain(state, job);
}

/** Leave the explorer; what still goes on is asked about. */
export function quit(state: ExplorerState): Transition {
  const unfinished = unfinishedJobs(state);
  if (unfinished.length === 0) return settled(state, { type: "quit" });
  const dialog = openConfirm({
    title: "Quit",
    lines: [
      `${formatCount(unfinished.length, "transfer")} not finished:`,
      ...unfinished.slice(0, 5).map(({ title }) => `  ${displayText(title)}`),
      "",
      "Quitting stops them. Nothing is left half-written, and large",
      "files go on where they were when they are transferred again.",
    ],
    verb: "Quit",
    accept: (now) => settled(now, { type: "quit" }),
  });
  return settled({ ...state, dialog });
}
