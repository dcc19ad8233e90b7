import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { currentListing, isListing, type ListScreen } from "./list-screen.js";
import { rangeOf } from "./select-rows.js";
import type { Status } from "../screen-kind.js";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const FRAME_MS = 100;
/** After this long without an answer, say that one is still waiting. */
export const SLOW_MS = 3000;

export function spinner(nowMs: number): string {
  return SPINNER[Math.floor(nowMs / FRAME_MS) % SPINNER.length] ?? "";
}

/** What a list is doing, and how much it has. */
export function listStatus(list: ListScreen, nowMs: number): Status {
  const { status, problem } = currentListing(list);
  const counts = countText(list);
  if (status === "failed" && problem !== undefined) {
    // Without rows, the problem stands in their place.
    if (list.view.count === 0) return { tone: "quiet", text: "" };
    return { tone: "problem", text: `${problem.code}: ${problem.message}  (${counts})` };
  }
  if (status === "stopped") return { tone: "warning", text: `Stopped at ${counts}. R reads it again` };
  if (isListing(list)) return { tone: "quiet", text: `${spinner(nowMs)} ${counts} so far` };
  return { tone: "quiet", text: counts };
}

/** Selection, filter and position. */
export function listPosition(list: ListScreen): string {
  const { view, window, filter } = list;
  const shown = view.count.toLocaleString("en-US");
  const at = view.count === 0 ? "0" : (window.cursor + 1).toLocaleString("en-US");
  const scan = view.pending ? ` (${percent(view.scannedCount, view.rows.count)} searched)` : "";
  const kept = filter.text === "" || list.filtering ? "" : `filter ${filter.text}${scan} · `;
  return `${selectionText(list)}${kept}${at}/${shown}`;
}

function selectionText(list: ListScreen): string {
  const { selection } = list;
  const range = rangeOf(list);
  const size = selection.sizeBytes === 0 ? "" : `, ${formatSize(selection.sizeBytes)}`;
  const inRange = range === undefined ? 0 : range.end - range.start + 1;
  const ranged = range === undefined ? "" : `range of ${inRange.toLocaleString("en-US")} · `;
  const count = selection.count.toLocaleString("en-US");
  return selection.count === 0 ? ranged : `${ranged}${count} selected${size} · `;
}

/** How far a filter has got, for beside the text being typed. */
export function filterProgress({ view, filter }: ListScreen): string {
  if (filter.text === "") return "text  ?fuzzy  !not  ~regex  >100M  <2026-01-01";
  if (view.filter?.fault !== undefined) return view.filter.fault;
  const of = `${view.count.toLocaleString("en-US")} of ${view.rows.count.toLocaleString("en-US")}`;
  return view.pending ? `${of} (${percent(view.scannedCount, view.rows.count)} searched)` : of;
}

function countText({ location, listing }: ListScreen): string {
  const { rows } = listing;
  if (location.kind === "buckets") return formatCount(rows.count, "bucket");
  const objects = rows.count - rows.folderCount;
  if (location.kind === "search") {
    const size = objects === 0 ? "" : `, ${formatSize(rows.totalBytes)}`;
    return `${formatCount(objects, "object")}${size} found among ${formatCount(rows.count + rows.passedOver, "key")}`;
  }
  const folders = rows.folderCount === 0 ? "" : `${formatCount(rows.folderCount, "folder")}, `;
  const size = objects === 0 ? "" : `, ${formatSize(rows.totalBytes)}`;
  return `${folders}${formatCount(objects, "object")}${size}`;
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / Math.max(1, whole)).toString()}%`;
}
