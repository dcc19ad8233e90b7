import { formatCount } from "../../../lib/cli/format-size.js";
import { formatS3Uri, type S3Uri } from "../../../lib/s3/uri.js";
import type { BatchStep } from "../../../lib/transfer/open-batch.js";
import { displayText } from "../../text/cell-text.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planJob } from "../plan/plan-screen.js";
import type { StoreRef } from "../store-ref.js";
import { targetsOf } from "../targets.js";
import { folderShown } from "./folder-shown.js";
import { stepCommand } from "./step-command.js";

/** What was copied or cut, to be pasted somewhere else, in another store too. */
export interface Clip {
  readonly mode: "copy" | "cut";
  readonly store: StoreRef;
  readonly uris: readonly S3Uri[];
}

/** Remember what is selected. */
export function takeClip(mode: Clip["mode"]): (state: ExplorerState) => Transition {
  return (state) => {
    const uris = [...targetsOf(state)].filter(({ key }) => key !== "");
    if (uris.length === 0)
      return settled(noting(state, "warning", "Objects and folders can be copied and cut"));
    const words = mode === "copy" ? "to be copied" : "to be moved";
    const clip = { mode, store: state.store, uris };
    return settled(
      noting({ ...state, clip }, "good", `${namesOf(uris)} ${words}: p puts it where you are then`),
    );
  };
}

/** Copy or move what was remembered to where the explorer is. */
export function pasteClip(state: ExplorerState): Transition {
  const { clip } = state;
  const target = folderShown(state);
  if (clip === undefined) return settled(noting(state, "warning", "Nothing was copied (y) or cut (x)"));
  if (target === undefined)
    return settled(noting(state, "warning", "Go to a bucket or folder to paste there"));
  const sameStore = clip.store.id === state.store.id;
  const steps = clip.uris.map((uri) => stepTo(uri, target));
  const [first] = steps;
  if (first === undefined || (sameStore && steps.every(({ source, destination }) => source === destination)))
    return settled(noting(state, "warning", "It is here already"));
  const moves = clip.mode === "cut";
  const where = displayText(formatS3Uri(target));
  const profile = profileOf(clip.store);
  const across = sameStore || profile === undefined ? [] : ["--source-profile", profile];
  return planJob(
    { ...state, clip: moves ? undefined : clip },
    {
      title: `${moves ? "Move" : "Copy"} ${namesOf(clip.uris)} to ${where}`,
      work: {
        kind: moves ? "move" : "copy",
        steps,
        sourceStore: sameStore ? undefined : clip.store,
        skipsExisting: false,
      },
      command: [...stepCommand(moves ? "mv" : "cp", first), ...across],
    },
  );
}

function stepTo(uri: S3Uri, target: S3Uri): BatchStep {
  const name = nameOf(uri.key);
  return {
    source: formatS3Uri(uri),
    destination: formatS3Uri({ bucket: target.bucket, key: target.key + name }),
    recursive: uri.key.endsWith("/"),
  };
}

/** The last part of a key; a folder's with its slash. */
export function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/", key.length - 2) + 1);
}

function namesOf(uris: readonly S3Uri[]): string {
  const [first] = uris;
  return uris.length === 1 && first !== undefined
    ? displayText(nameOf(first.key))
    : formatCount(uris.length, "item");
}

function profileOf({ flags }: StoreRef): string | undefined {
  const at = flags.indexOf("--profile");
  return at === -1 ? undefined : flags[at + 1];
}
