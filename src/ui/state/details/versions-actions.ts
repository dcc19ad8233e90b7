import type { Action } from "../../actions/action.js";
import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import type { VersionEntry } from "../../../lib/s3/list-versions.js";
import { perform } from "../acts/act.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { goToDiff } from "../diff/diff-screen.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goToObject, objectCommand } from "./details-actions.js";
import { versionAtCursor, type DetailsScreen } from "./details-screen.js";
import { onDetails } from "./on-details.js";

/** What keys do on the versions of an object. */
export const VERSIONS_ACTIONS: readonly Action[] = [
  {
    id: "versions.open",
    title: "Show this version",
    keys: ["enter", "l", "right"],
    hint: { label: "show", priority: 1 },
    run: onVersion(openVersion),
  },
  {
    id: "versions.mark",
    title: "Mark this version, to compare another with it",
    keys: ["space", "m"],
    run: onVersion((state, screen, version) => {
      const marked = screen.marked === version.versionId ? undefined : version.versionId;
      return settled({ ...state, screen: { ...screen, marked } });
    }),
  },
  {
    id: "versions.diff",
    title: "Compare it with the marked version, or with the one before it",
    keys: ["d"],
    hint: { label: "compare", priority: 2 },
    run: onVersion(compare),
  },
  {
    id: "versions.restore",
    title: "Make this version the newest again; of a deleted object: bring it back",
    keys: ["u"],
    hint: { label: "restore", priority: 4 },
    writes: true,
    run: onVersion(restore),
  },
  {
    id: "versions.delete",
    title: "Delete this version for good",
    keys: ["x", "delete"],
    writes: true,
    run: onVersion(askDelete),
  },
  {
    id: "versions.copy-id",
    title: "Copy the version's id",
    keys: ["c v"],
    run: onVersion((state, _, { versionId }) =>
      settled(noting(state, "good", `Copied ${versionId}`), { type: "copy", text: versionId }),
    ),
    command: objectCommand("version list"),
  },
];

function onVersion(
  run: (state: ExplorerState, screen: DetailsScreen, version: VersionEntry) => Transition,
): Action["run"] {
  return onDetails((state, screen) => {
    const version = versionAtCursor(screen);
    return version === undefined
      ? settled(noting(state, "warning", "There is no version here"))
      : run(state, screen, version);
  });
}

function openVersion(
  state: ExplorerState,
  { bucket, key }: DetailsScreen,
  version: VersionEntry,
): Transition {
  if (version.isDeleteMarker) return settled(noting(state, "warning", "A delete marker has no content"));
  const object = { bucket, key, versionId: version.versionId };
  return goToObject(state, object, { sizeBytes: version.sizeBytes, tab: "preview" });
}

function compare(state: ExplorerState, screen: DetailsScreen, version: VersionEntry): Transition {
  const others = contentsOf(screen);
  const at = others.findIndex(({ versionId }) => versionId === version.versionId);
  if (at === -1) return settled(noting(state, "warning", "A delete marker has no content"));
  const marked = others.findIndex(({ versionId }) => versionId === screen.marked);
  const other = others[marked === -1 || marked === at ? at + 1 : marked];
  if (other === undefined) return settled(noting(state, "warning", "There is no version before this one"));
  const isOlder = others.indexOf(other) > at;
  const { bucket, key } = screen;
  return goToDiff(state, { bucket, key, older: isOlder ? other : version, newer: isOlder ? version : other });
}

function contentsOf({ parts }: DetailsScreen): readonly VersionEntry[] {
  return parts.versions.state === "ready"
    ? parts.versions.value.entries.filter(({ isDeleteMarker }) => !isDeleteMarker)
    : [];
}

/** Bringing back a deleted object is taking away the marker that hides it. */
function restore(state: ExplorerState, screen: DetailsScreen, version: VersionEntry): Transition {
  const { bucket, key } = screen;
  const object = { bucket, key, versionId: version.versionId };
  if (version.isDeleteMarker) {
    return version.isLatest
      ? perform(state, { kind: "delete-version", object, isMarker: true })
      : settled(noting(state, "warning", "This delete marker hides nothing: a newer version is seen"));
  }
  if (version.isLatest) return settled(noting(state, "warning", "This is the newest version already"));
  return perform(state, { kind: "restore-version", object });
}

function askDelete(state: ExplorerState, screen: DetailsScreen, version: VersionEntry): Transition {
  const { bucket, key } = screen;
  const object = { bucket, key, versionId: version.versionId };
  const { isDeleteMarker, isLatest } = version;
  const what = isDeleteMarker ? "delete marker" : `version of ${formatSize(version.sizeBytes)}`;
  const seen = isLatest ? nextSeen(screen, isDeleteMarker) : "What is seen now stays as it is.";
  const dialog = openConfirm({
    title: `Delete ${formatCount(1, isDeleteMarker ? "delete marker" : "version")} for good?`,
    lines: [
      `The ${what} from ${formatTime(version.lastModified)}: ${version.versionId}`,
      seen,
      "This cannot be undone.",
    ],
    verb: "Delete",
    accept: (then) => perform(then, { kind: "delete-version", object, isMarker: isDeleteMarker }),
  });
  return settled({ ...state, dialog });
}

function nextSeen(screen: DetailsScreen, isMarker: boolean): string {
  const entries = screen.parts.versions.state === "ready" ? screen.parts.versions.value.entries : [];
  const next = entries.find(({ isLatest }) => !isLatest);
  if (next === undefined)
    return isMarker ? "Nothing of the object is left then." : "It is the only one: the object is gone then.";
  return next.isDeleteMarker
    ? "A delete marker is the newest then: the object stays deleted."
    : `The version from ${formatTime(next.lastModified)} is seen then.`;
}
