import { formatCount } from "../../../lib/cli/format-size.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, goTo } from "../history.js";
import { addJob, type NewJob } from "../jobs/job-queue.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";
import type { Problem } from "../problem.js";
import type { StoreRef } from "../store-ref.js";
import { displayText } from "../../text/cell-text.js";
import { wantsLook, type JobPlan } from "./job-plan.js";

/** A job that is looked at before it is begun. */
export interface PlanScreen {
  readonly kind: "plan";
  readonly job: PlannedJob;
  readonly plan: JobPlan;
  readonly window: ListWindow;
}

export type PlannedJob = NewJob & { readonly store: StoreRef };

export interface PlanNews {
  readonly type: "planned";
  readonly job: PlannedJob;
  readonly plan: JobPlan | undefined;
  readonly problem: Problem | undefined;
}

/** Find out what a job would do; it begins by itself when it replaces nothing. */
export function planJob(state: ExplorerState, job: NewJob): Transition {
  const planned = { ...job, store: job.store ?? state.store };
  const requestId = state.nextId;
  const next = noting({ ...state, nextId: requestId + 1 }, "good", "Looking at what is there already…");
  return settled(next, { type: "plan-job", requestId, job: planned });
}

export function afterPlan(state: ExplorerState, { job, plan, problem }: PlanNews): Transition {
  if (problem !== undefined || plan === undefined) {
    const { code, message } = problem ?? { code: "Error", message: "there is no plan" };
    return settled(noting(state, "problem", displayText(`${code}: ${message}`)));
  }
  if (plan.itemCount + plan.deletionCount === 0 && plan.lines.length === 0) {
    const same =
      plan.sameCount === 0 ? "" : `: ${formatCount(plan.sameCount, "item")} the same on both sides`;
    return settled(noting(state, "good", `Nothing to do${same}`));
  }
  const isSync = job.work.kind === "sync";
  if (!isSync && !wantsLook(plan)) return addJob(state, job);
  return goTo({ ...state, notice: undefined }, { kind: "plan", job, plan, window: TOP_OF_LIST });
}

/** Do it as planned. */
export function beginPlanned(state: ExplorerState, { job }: PlanScreen): Transition {
  const back = goBack(state);
  const begun = addJob(back.state, job);
  return settled(begun.state, ...back.effects, ...begun.effects);
}

/** Do it, but leave alone what is there. */
export function beginWithoutReplacing(state: ExplorerState, screen: PlanScreen): Transition {
  const { job } = screen;
  const { work } = job;
  if (!("skipsExisting" in work))
    return settled(noting(state, "warning", "A sync replaces what differs; Esc leaves all as it is"));
  const [name = "cp", ...words] = job.command;
  const command = [name, "--if-none-match", ...words];
  return beginPlanned(state, { ...screen, job: { ...job, command, work: { ...work, skipsExisting: true } } });
}
