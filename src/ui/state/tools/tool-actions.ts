import type { Action, CommandWords } from "../../actions/action.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { perform } from "../acts/act.js";
import { goToBucket } from "../bucket/bucket-screen.js";
import { goToObject } from "../details/details-actions.js";
import type { DetailsTab } from "../details/details-screen.js";
import { goToEditor } from "../editor/editor-screen.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { rowAtCursor } from "../list/list-screen.js";
import { folderOf } from "../location.js";
import { goToPresign } from "../presign/presign-screen.js";
import type { ObjectRef } from "../preview/preview.js";
import { askRetention } from "./ask-retention.js";
import { SHARE_ACTIONS } from "../team/team-actions.js";
import { askBringBack } from "./bring-back.js";
import { kindOf } from "../screen-kinds.js";

/** What can be done with an object or a bucket wherever one is shown. */
export const TOOL_ACTIONS: readonly Action[] = [
  {
    id: "object.link",
    title: "Make a link to it that others can use (presign)",
    keys: ["c l"],
    applies: hasObject,
    run: onObject(goToPresign),
    command: objectWords("presign", "get"),
  },
  {
    id: "object.tags",
    title: "Write its tags",
    keys: ["t"],
    applies: hasObject,
    run: onObject((state, object) =>
      goToEditor(state, { kind: "object-tags", bucket: object.bucket, object }),
    ),
    command: objectWords("tag", "get"),
  },
  {
    id: "object.hold",
    title: "Put a legal hold on it, or lift it",
    keys: ["z"],
    applies: ({ screen }) => screen.kind === "details",
    writes: true,
    run: switchHold,
  },
  {
    id: "object.lock",
    title: "Lock it against deletion until a time (retention)",
    keys: ["alt+z"],
    applies: ({ screen }) => screen.kind === "details",
    writes: true,
    run: onObject(askRetention),
  },
  {
    id: "list.bring-back",
    title: "Bring back what was deleted, of what is selected",
    keys: ["X"],
    hint: { label: "bring back", priority: 2 },
    applies: ({ screen }) =>
      screen.kind === "list" && screen.location.kind === "prefix" && screen.location.deleted === true,
    writes: true,
    run: askBringBack,
  },
  viewAction("details", "i", "Show what is known of it", "stat"),
  viewAction("versions", "g v", "Show its versions", "version list"),
  ...SHARE_ACTIONS,
  {
    id: "bucket.settings",
    title: "Show the bucket's settings: policy, CORS, versioning, lifecycle, public access",
    keys: ["B"],
    applies: (state) => bucketOf(state) !== undefined,
    run: (state) => {
      const bucket = bucketOf(state);
      return bucket === undefined
        ? settled(noting(state, "warning", "There is no bucket here"))
        : goToBucket(state, bucket);
    },
    command: (state) => {
      const bucket = bucketOf(state);
      return bucket === undefined ? undefined : ["bucket", "info", `s3://${bucket}`];
    },
  },
];

function hasObject(state: ExplorerState): boolean {
  return objectOf(state) !== undefined;
}

function onObject(run: (state: ExplorerState, object: ObjectRef) => Transition): Action["run"] {
  return (state) => {
    const object = objectOf(state);
    return object === undefined
      ? settled(noting(state, "warning", "There is no object here"))
      : run(state, object);
  };
}

function objectWords(...words: readonly string[]) {
  return (state: ExplorerState): CommandWords | undefined => {
    const object = objectOf(state);
    return object === undefined ? undefined : [...words, formatS3Uri(object)];
  };
}

function viewAction(tab: DetailsTab, key: string, title: string, command: string): Action {
  return {
    id: `object.${tab}`,
    title,
    keys: [key],
    applies: hasObject,
    run: (state) => {
      if (state.screen.kind === "details") return settled({ ...state, screen: { ...state.screen, tab } });
      return onObject((then, object) => goToObject(then, object, { tab }))(state);
    },
    command: objectWords(...command.split(" ")),
  };
}

/** The object that the cursor is on, or that is shown. */
function objectOf({ screen }: ExplorerState): ObjectRef | undefined {
  if (screen.kind === "details") {
    const { bucket, key, versionId } = screen;
    return { bucket, key, versionId };
  }
  if (screen.kind !== "list" || screen.location.kind === "buckets") return undefined;
  const row = rowAtCursor(screen);
  if (row?.kind !== "object") return undefined;
  return {
    bucket: screen.location.bucket,
    key: folderOf(screen.location.prefix) + row.name,
    versionId: undefined,
  };
}

function bucketOf({ screen }: ExplorerState): string | undefined {
  const bucket = kindOf(screen).address(screen)?.bucket;
  return bucket === "" ? undefined : bucket;
}

function switchHold(state: ExplorerState): Transition {
  const { screen } = state;
  if (screen.kind !== "details" || screen.parts.head.state !== "ready") return settled(state);
  const { bucket, key, versionId } = screen;
  return perform(state, {
    kind: "set-legal-hold",
    object: { bucket, key, versionId },
    on: !screen.parts.head.value.legalHold,
  });
}
