import { displayText } from "../../text/cell-text.js";
import { perform } from "../acts/act.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { folderShown } from "./folder-shown.js";

/** A new bucket among the buckets, a new folder elsewhere. */
export function askNew(state: ExplorerState): Transition {
  const { screen } = state;
  if (screen.kind === "list" && screen.location.kind === "buckets") return askBucket(state);
  const place = folderShown(state);
  if (place === undefined) return settled(noting(state, "warning", "Folders are made in a bucket"));
  const dialog = openPrompt({
    title: `New folder in ${displayText(place.key === "" ? place.bucket : place.key)}`,
    lines: ["Stores have no folders, only keys: an empty object with this name and a slash stands for one."],
    fault: (text) => (text === "" || text.startsWith("/") ? "A name is needed" : undefined),
    accept: (now, text) => {
      const key = `${place.key}${text.replace(/\/+$/, "")}/`;
      return perform(now, {
        kind: "make-folder",
        object: { bucket: place.bucket, key, versionId: undefined },
      });
    },
  });
  return settled({ ...state, dialog });
}

function askBucket(state: ExplorerState): Transition {
  const dialog = openPrompt({
    title: "New bucket",
    lines: ["3 to 63 of: lower-case letters, digits, dots and hyphens"],
    fault: (text) =>
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text) ? undefined : "That is no name for a bucket",
    accept: (now, bucket) => perform(now, { kind: "create-bucket", bucket }),
  });
  return settled({ ...state, dialog });
}
