import { formatCount } from "../../../lib/cli/format-size.js";
import { displayText } from "../../text/cell-text.js";
import { currentListing, isListing, type ListScreen } from "./list-screen.js";
import { SLOW_MS, spinner } from "./list-status.js";
import { uriOf } from "../location.js";

export interface ListMessage {
  readonly kind: "problem" | "quiet";
  readonly title: string;
  readonly lines: readonly string[];
}

/** The words to show where there are no rows. */
export function listMessage(list: ListScreen, nowMs: number): ListMessage {
  const { status, problem, startedMs } = currentListing(list);
  if (status === "failed" && problem !== undefined) {
    const lines = [problem.message, "", ...problem.hints, "R tries again, Esc goes back"];
    return { kind: "problem", title: problem.code, lines };
  }
  if (isListing(list)) return waiting(list, nowMs, nowMs - startedMs);
  if (list.filter.text !== "") return noMatch(list);
  if (status === "stopped") return { kind: "quiet", title: "Stopped", lines: ["R reads it again"] };
  return empty(list);
}

function waiting(list: ListScreen, nowMs: number, waitedMs: number): ListMessage {
  const what = list.location.kind === "buckets" ? "the buckets" : displayText(uriOf(list.location, ""));
  const { passedOver } = list.listing.rows;
  if (passedOver > 0) {
    const lines = [`${formatCount(passedOver, "key")} so far, none that was looked for. Esc stops`];
    return { kind: "quiet", title: `${spinner(nowMs)} Searching ${what}`, lines };
  }
  const seconds = Math.floor(waitedMs / 1000).toString();
  const slow = [`No answer from the store for ${seconds} s. Esc stops asking`];
  return {
    kind: "quiet",
    title: `${spinner(nowMs)} Reading ${what}`,
    lines: waitedMs < SLOW_MS ? [""] : slow,
  };
}

function noMatch({ view, filter, filtering }: ListScreen): ListMessage {
  const title = view.pending ? "Searching…" : `No name matches ${displayText(filter.text)}`;
  return { kind: "quiet", title, lines: [filtering ? "Esc drops the filter" : "Esc shows all names"] };
}

function empty({ location }: ListScreen): ListMessage {
  if (location.kind === "buckets") {
    return { kind: "quiet", title: "No buckets yet", lines: ["s3kit bucket create NAME makes one"] };
  }
  const address = displayText(uriOf(location, ""));
  if (location.kind === "search") {
    return {
      kind: "quiet",
      title: `Nothing found below ${address}`,
      lines: ["s searches for something else"],
    };
  }
  return { kind: "quiet", title: "Nothing here", lines: [`s3kit cp FILE ${address} puts something in`] };
}
