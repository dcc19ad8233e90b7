import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { CommandWords } from "../../actions/action.js";
import type { Job, JobWork } from "../jobs/job.js";
import { addJob } from "../jobs/job-queue.js";
import { undeleteCommand } from "../jobs/undelete-command.js";
import { stepCommand } from "./step-command.js";

/** Take back the latest move, rename or deletion that can be. */
export function undoLast(state: ExplorerState): Transition {
  const job = state.jobs.findLast(({ undo }) => undo !== undefined);
  if (job?.undo === undefined) return settled(noting(state, "warning", whyNot(state.jobs.at(-1))));
  const jobs = state.jobs.map((other) => (other === job ? { ...job, undo: undefined } : other));
  const command = commandOf(job.undo);
  return addJob(
    { ...state, jobs },
    { title: `Undo: ${job.title}`, work: job.undo, command, store: job.store },
  );
}

function whyNot(last: Job | undefined): string {
  if (last?.work.kind === "delete" && last.status === "done")
    return "The bucket keeps no versions: what was deleted is gone";
  return "Nothing to take back: moves, renames and deletions in buckets with versions can be";
}

function commandOf(work: JobWork): CommandWords {
  if (work.kind === "move") {
    const [first] = work.steps;
    return first === undefined ? ["mv"] : stepCommand("mv", first);
  }
  return work.kind === "undelete" ? undeleteCommand(work.bucket, work.targets) : [];
}
