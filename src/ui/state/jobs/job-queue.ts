import { formatCount } from "../../../lib/cli/format-size.js";
import type { CommandWords } from "../../actions/action.js";
import { displayText } from "../../text/cell-text.js";
import {
  noting,
  settled,
  type ExplorerEffect,
  type ExplorerState,
  type Transition,
} from "../explorer-state.js";
import { logCommand } from "../run-action.js";
import type { StoreRef } from "../store-ref.js";
import { begunAgain, isOver, NO_COUNTS, takeJobNews, type Job, type JobNews, type JobWork } from "./job.js";

/** Jobs that go on at the same time: each has as many connections as it can use. */
const AT_ONCE = 2;
/** Jobs that are over and still shown. */
const MOST_OVER = 100;

export interface NewJob {
  readonly title: string;
  readonly work: JobWork;
  readonly command: CommandWords;
  readonly store?: StoreRef;
}

/** Put a job at the end of the queue, and begin it if there is room. */
export function addJob(
  state: ExplorerState,
  { title, work, command, store = state.store }: NewJob,
): Transition {
  const job: Job = {
    id: state.nextId,
    title,
    store,
    work,
    command,
    status: "waiting",
    counts: NO_COUNTS,
    before: NO_COUNTS,
    rates: [],
    sample: undefined,
    problems: [],
    problem: undefined,
    startedMs: undefined,
    endedMs: undefined,
    resumes: false,
    endedSources: new Set(),
    undo: undefined,
  };
  const logged = logCommand({ ...state, nextId: state.nextId + 1 }, command);
  return beginWaiting(noting({ ...logged, jobs: [...logged.jobs, job] }, "good", `${title}: g t shows it`));
}

/** What comes of a job: its counts, and at its end the next one. */
export function afterJobNews(state: ExplorerState, news: JobNews): Transition {
  const before = state.jobs.find(({ id }) => id === news.jobId);
  const jobs = state.jobs.map((job) => takeJobNews(job, news, state.nowMs));
  const job = jobs.find(({ id }) => id === news.jobId);
  const next = { ...state, jobs };
  if (job === undefined || before === job || !isOver(job)) return settled(next);
  return beginWaiting(noting({ ...next, jobs: dropOld(jobs) }, ...endText(job)));
}

function endText(job: Job): readonly ["good" | "warning" | "problem", string] {
  if (job.problem !== undefined)
    return ["problem", displayText(`${job.title}: ${job.problem.message}. g t shows it`)];
  const { failedItems, doneItems, skippedItems } = job.counts;
  const skipped = skippedItems === 0 ? "" : `, ${skippedItems.toLocaleString("en-US")} left as they were`;
  if (failedItems > 0)
    return ["warning", `${job.title}: ${formatCount(failedItems, "item")} failed. g t shows why`];
  const undo = job.undo === undefined ? "" : ". Z takes it back";
  return ["good", `${job.title}: ${formatCount(doneItems, "item")} done${skipped}${undo}`];
}

/** Begin what waits, as far as there is room. */
function beginWaiting(state: ExplorerState): Transition {
  const effects: ExplorerEffect[] = [];
  let room = AT_ONCE - state.jobs.filter(({ status }) => status === "running").length;
  const jobs = state.jobs.map((job): Job => {
    if (job.status !== "waiting" || room <= 0) return job;
    room -= 1;
    const begun: Job = { ...job, status: "running", startedMs: job.startedMs ?? state.nowMs };
    effects.push({ type: "run-job", job: begun });
    return begun;
  });
  return settled({ ...state, jobs }, ...effects);
}

/** Stop a job, to go on later or for good. */
export function stopJob(state: ExplorerState, job: Job, status: "paused" | "cancelled"): Transition {
  const stopped: Job = {
    ...job,
    status,
    resumes: true,
    ...(status === "cancelled" ? { endedMs: state.nowMs } : {}),
  };
  const next = beginWaiting(withJob(state, stopped));
  return settled(next.state, { type: "stop", requestId: job.id }, ...next.effects);
}

/** Begin a job that was paused, failed or was cancelled again: what has arrived is not sent again. */
export function beginAgain(state: ExplorerState, job: Job): Transition {
  return beginWaiting(withJob(state, { ...begunAgain(job), status: "waiting", resumes: true }));
}

export function withoutOver(state: ExplorerState): ExplorerState {
  return { ...state, jobs: state.jobs.filter((job) => !isOver(job)) };
}

/** Jobs that quitting would cut off. */
export function unfinishedJobs({ jobs }: ExplorerState): readonly Job[] {
  return jobs.filter((job) => !isOver(job));
}

function withJob(state: ExplorerState, changed: Job): ExplorerState {
  return { ...state, jobs: state.jobs.map((job) => (job.id === changed.id ? changed : job)) };
}

function dropOld(jobs: readonly Job[]): readonly Job[] {
  const over = jobs.filter(isOver);
  const dropped = new Set(over.slice(0, Math.max(0, over.length - MOST_OVER)));
  return jobs.filter((job) => !dropped.has(job));
}
