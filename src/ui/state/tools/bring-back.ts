import { formatCount } from "../../../lib/cli/format-size.js";
import { displayText } from "../../text/cell-text.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { DeleteTarget } from "../jobs/job.js";
import { addJob } from "../jobs/job-queue.js";
import { undeleteCommand } from "../jobs/undelete-command.js";
import { targetsOf } from "../targets.js";

/** Names that are shown before deleted objects are brought back. */
const MOST_NAMED = 6;

/** Ask whether what was deleted, of what is selected, shall be brought back: objects, and folders with all below them. */
export function askBringBack(state: ExplorerState): Transition {
  const chosen = [...targetsOf(state)].filter(({ key }) => key !== "");
  const [first] = chosen;
  if (first === undefined) return settled(noting(state, "warning", "Nothing here to bring back"));
  const { bucket } = first;
  const targets = chosen.map(({ key }): DeleteTarget => ({ key, recursive: key.endsWith("/") }));
  const dialog = openConfirm({
    title: "Bring back what was deleted?",
    lines: [
      ...targets
        .slice(0, MOST_NAMED)
        .map(({ key, recursive }) => displayText(key) + (recursive ? "  with all below it" : "")),
      ...(targets.length > MOST_NAMED ? [`… and ${formatCount(targets.length - MOST_NAMED, "more")}`] : []),
      "Delete markers are removed; versions stay as they are.",
    ],
    verb: "Bring back",
    accept: (then) =>
      addJob(then, {
        title: `Bring back ${targets.length === 1 ? displayText(first.key) : formatCount(targets.length, "place")}`,
        work: { kind: "undelete", bucket, targets, sinceMs: 0 },
        command: undeleteCommand(bucket, targets),
      }),
  });
  return settled({ ...state, dialog });
}
