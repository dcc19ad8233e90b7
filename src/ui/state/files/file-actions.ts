import type { Action } from "../../actions/action.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goToLocal } from "../local/local-screen.js";
import { pasteClip, takeClip } from "./clip.js";
import { askRemoval } from "./confirm-removal.js";
import { askDownload } from "./download.js";
import { askEdit } from "./edit-object.js";
import { folderShown } from "./folder-shown.js";
import { askNew } from "./new-place.js";
import { askRename } from "./rename.js";
import { askSync } from "./sync.js";
import { undoLast } from "./undo.js";

/** What can be done with what a list shows. */
export const FILE_ACTIONS: readonly Action[] = [
  {
    id: "files.download",
    title: "Download what is selected",
    keys: ["d"],
    hint: { label: "download", priority: 5 },
    run: askDownload,
  },
  {
    id: "files.upload",
    title: "Choose files of this machine to upload here",
    keys: ["u"],
    hint: { label: "upload", priority: 5 },
    run: chooseFiles,
    writes: true,
  },
  { id: "files.copy", title: "Copy what is selected: p pastes it", keys: ["y"], run: takeClip("copy") },
  {
    id: "files.cut",
    title: "Cut what is selected: p moves it",
    keys: ["x"],
    run: takeClip("cut"),
    writes: true,
  },
  { id: "files.paste", title: "Paste here", keys: ["p"], run: pasteClip, writes: true },
  { id: "files.rename", title: "Rename it", keys: ["r"], run: askRename, writes: true },
  { id: "files.new", title: "Make a new folder or bucket", keys: ["a"], run: askNew, writes: true },
  { id: "files.edit", title: "Edit it in your editor", keys: ["e"], run: askEdit, writes: true },
  {
    id: "files.delete",
    title: "Delete what is selected, after counting it",
    keys: ["D", "delete"],
    hint: { label: "delete", priority: 7 },
    run: askRemoval,
    writes: true,
  },
  {
    id: "files.undo",
    title: "Take back the last move, rename or deletion",
    keys: ["Z"],
    run: undoLast,
    writes: true,
  },
  {
    id: "files.sync",
    title: "Sync with a folder of this machine: first see what would be done",
    keys: ["S"],
    run: askSync,
    writes: true,
  },
];

function chooseFiles(state: ExplorerState): Transition {
  const target = folderShown(state);
  if (target === undefined)
    return settled(noting(state, "warning", "Go to the bucket or folder that shall take them"));
  return goToLocal(state, target);
}
