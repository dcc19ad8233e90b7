import { displayText } from "../text/cell-text.js";
import { openConfirm } from "./dialog/confirm-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { refreshed } from "./files/refresh-after.js";
import type { StoreEvent } from "./explorer-event.js";
import type { Job } from "./jobs/job.js";
import type { Problem } from "./problem.js";

/** Connect anew to the same store: profiles, files and what they point to are read again for credentials. */
export function reconnect(state: ExplorerState): Transition {
  const old = state.store.id;
  const store = { ...state.store, id: state.nextId };
  const renewed = <Held extends { readonly store: ExplorerState["store"] }>(held: Held): Held =>
    held.store.id === old ? { ...held, store } : held;
  const jobs = state.jobs.map((job): Job => (job.status === "running" ? job : renewed(job)));
  const next = {
    ...state,
    store,
    jobs,
    past: state.past.map(renewed),
    future: state.future.map(renewed),
    nextId: state.nextId + 1,
  };
  return refreshed(settled(noting(next, "good", `Connected anew to ${displayText(store.label)}`)));
}

/** Ask for new credentials where a store says that those in use have expired. */
export function withExpiryAsked(transition: Transition, event: StoreEvent): Transition {
  const problem = "problem" in event ? event.problem : undefined;
  const { state, effects } = transition;
  if (problem === undefined || !hasExpired(problem) || state.dialog !== undefined) return transition;
  const dialog = openConfirm({
    title: "The credentials have expired",
    lines: [
      problem.message,
      ...problem.hints,
      "",
      "Log in again in another terminal, then connect anew: the profile's",
      "credentials are read again, and what was shown is read on.",
    ],
    verb: "Connect anew",
    accept: reconnect,
  });
  return settled({ ...state, dialog }, ...effects);
}

function hasExpired({ code }: Problem): boolean {
  return code === "ExpiredToken" || code === "ExpiredTokenException";
}
