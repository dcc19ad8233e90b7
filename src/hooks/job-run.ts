import { NO_COUNTS, type ItemProblem, type JobCounts, type JobWork } from "../ui/state/jobs/job.js";
import { toProblem } from "../ui/state/problem.js";

const MOST_PROBLEMS = 200;

/** What a job has done so far. */
export class JobRun {
  readonly problems: ItemProblem[] = [];
  readonly endedSources: Set<string>;
  counts: () => JobCounts = () => NO_COUNTS;
  undo: JobWork | undefined;

  constructor(endedBefore: ReadonlySet<string>) {
    this.endedSources = new Set(endedBefore);
  }

  failed(name: string, error: unknown): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ name, problem: toProblem(error) });
  }
}
