import { formatTime } from "../../lib/cli/format-time.js";
import { openPick } from "../state/dialog/pick-dialog.js";
import { noting, settled, type ExplorerState } from "../state/explorer-state.js";

/** The command lines that do what was done here, the latest first; choosing one copies it. */
export function openCommandLog(state: ExplorerState): ExplorerState {
  const items = state.commandLog.toReversed().map(({ line, atMs }) => ({
    text: line,
    note: formatTime(new Date(atMs)).slice(11, 16),
    detail: line,
    choose: (now: ExplorerState) =>
      settled(noting(now, "good", "Copied the command line"), { type: "copy", text: line }),
  }));
  const dialog = openPick({
    title: "Command lines",
    placeholder: "type to search; ↵ copies",
    nothing: items.length === 0 ? "Nothing was done yet that a command does" : "No such command line",
    items,
  });
  return { ...state, dialog };
}
