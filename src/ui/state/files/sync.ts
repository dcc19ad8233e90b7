import { formatS3Uri, type S3Uri } from "../../../lib/s3/uri.js";
import { displayText } from "../../text/cell-text.js";
import { openPick, type PickItem } from "../dialog/pick-dialog.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planJob } from "../plan/plan-screen.js";
import { folderShown } from "./folder-shown.js";

interface Way {
  readonly into: "store" | "machine";
  readonly deletes: boolean;
}

/** Make a folder of this machine and the one shown alike; what would be done is shown first. */
export function askSync(state: ExplorerState): Transition {
  const place = folderShown(state);
  if (place === undefined) return settled(noting(state, "warning", "Go to a bucket or folder to sync it"));
  const here = displayText(formatS3Uri(place));
  const item = (text: string, note: string, way: Way): PickItem => ({
    text,
    note,
    choose: (now) => askFolder(now, place, way),
  });
  const dialog = openPick({
    title: `Sync ${here}`,
    placeholder: "which way",
    nothing: "No such way",
    items: [
      item("From this machine to here", "add and replace", { into: "store", deletes: false }),
      item("From here to this machine", "add and replace", { into: "machine", deletes: false }),
      item("From this machine to here, exactly", "deletes what only is here", {
        into: "store",
        deletes: true,
      }),
      item("From here to this machine, exactly", "deletes what only is there", {
        into: "machine",
        deletes: true,
      }),
    ],
  });
  return settled({ ...state, dialog });
}

function askFolder(state: ExplorerState, place: S3Uri, way: Way): Transition {
  const dialog = openPrompt({
    title: way.into === "store" ? "Sync from the folder" : "Sync into the folder",
    lines: ["A folder of this machine. Nothing is done before you have seen what would be."],
    text: state.downloadFolder,
    fault: (text) => (text.trim() === "" ? "A folder is needed" : undefined),
    accept: (now, folder) => sync(now, place, way, folder),
  });
  return settled({ ...state, dialog });
}

function sync(state: ExplorerState, place: S3Uri, { into, deletes }: Way, folder: string): Transition {
  const uri = formatS3Uri(place);
  const [source, destination] = into === "store" ? [folder, uri] : [uri, folder];
  return planJob(state, {
    title: `Sync ${displayText(source)} to ${displayText(destination)}`,
    work: { kind: "sync", source, destination, deletes },
    command: ["sync", source, destination, ...(deletes ? ["--delete"] : [])],
  });
}
