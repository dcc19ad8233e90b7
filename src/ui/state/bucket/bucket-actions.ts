import type { Action } from "../../actions/action.js";
import { perform } from "../acts/act.js";
import type { DocumentSubject } from "../acts/store-act.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { goToEditor } from "../editor/editor-screen.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { bucketRows, type BucketRow } from "./bucket-rows.js";
import { readAgain, type BucketScreen } from "./bucket-screen.js";

/** What keys do on a bucket's settings. */
export const BUCKET_ACTIONS: readonly Action[] = [
  {
    id: "bucket.open",
    title: "Look at the setting, or change it",
    keys: ["enter", "l", "right", "e"],
    hint: { label: "change", priority: 1 },
    run: onBucket(openRow),
  },
  {
    id: "bucket.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 2 },
    run: goBack,
  },
  editAction("policy", "p", "Look at the policy, write it, see what it means"),
  editAction("cors", "C", "Look at the CORS rules and write them"),
  editAction("lifecycle", "y", "Look at the lifecycle rules and write them"),
  editAction("tags", "t", "Look at the bucket's tags and write them"),
  {
    id: "bucket.versioning",
    title: "Keep versions, or stop keeping new ones",
    keys: ["v"],
    hint: { label: "versioning", priority: 4 },
    writes: true,
    run: onBucket(askVersioning),
  },
  {
    id: "bucket.public-access",
    title: "Block public access, or no longer block it",
    keys: ["a"],
    hint: { label: "public access", priority: 5 },
    writes: true,
    run: onBucket(askPublicAccess),
  },
  {
    id: "bucket.refresh",
    title: "Ask for the settings again",
    keys: ["R"],
    hint: { label: "refresh", priority: 7 },
    run: onBucket(readAgain),
    command: ({ screen }) =>
      screen.kind === "bucket" ? ["bucket", "info", `s3://${screen.bucket}`] : undefined,
  },
];

function onBucket(run: (state: ExplorerState, screen: BucketScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "bucket" ? run(state, state.screen) : settled(state));
}

function editAction(kind: DocumentSubject["kind"], key: string, title: string): Action {
  const topic = kind === "policy" || kind === "cors" ? [kind, "get"] : ["bucket", kind, "get"];
  return {
    id: `bucket.${kind}`,
    title,
    keys: [key],
    run: onBucket((state, { bucket }) => goToEditor(state, { kind, bucket })),
    command: ({ screen }) => (screen.kind === "bucket" ? [...topic, `s3://${screen.bucket}`] : undefined),
  };
}

function openRow(state: ExplorerState, screen: BucketScreen): Transition {
  const row = rowAtCursor(screen);
  if (row?.opens === undefined) return settled(noting(state, "warning", "This can only be looked at here"));
  if (row.opens !== "versioning" && row.opens !== "public-access") {
    return goToEditor(state, { kind: row.opens, bucket: screen.bucket });
  }
  if (state.readOnly) return settled(noting(state, "warning", "Read-only: started with --read-only"));
  return row.opens === "versioning" ? askVersioning(state, screen) : askPublicAccess(state, screen);
}

function rowAtCursor({ description, window }: BucketScreen): BucketRow | undefined {
  return description.state === "ready" ? bucketRows(description.value)[window.cursor] : undefined;
}

function askVersioning(state: ExplorerState, { bucket, description }: BucketScreen): Transition {
  if (description.state !== "ready") return settled(state);
  const { versioning } = description.value;
  const isOn = versioning.state === "set" && versioning.value === "Enabled";
  const dialog = openConfirm({
    title: isOn ? `Stop keeping versions in ${bucket}?` : `Keep versions in ${bucket}?`,
    lines: isOn
      ? [
          "From now on what is overwritten or deleted is gone.",
          "Versions that are there stay, and take up space.",
        ]
      : [
          "From now on what is overwritten or deleted stays as an old version.",
          "Old versions take up space until they are deleted or expire.",
        ],
    verb: isOn ? "Stop keeping" : "Keep versions",
    accept: (then) => perform(then, { kind: "set-versioning", bucket, on: !isOn }),
  });
  return settled({ ...state, dialog });
}

function askPublicAccess(state: ExplorerState, { bucket, description }: BucketScreen): Transition {
  if (description.state !== "ready") return settled(state);
  const { publicAccessBlock: block } = description.value;
  const isBlocked = block.state === "set" && Object.values(block.value).some((on) => on === true);
  const grounds = description.value.publicAccess.grounds.length;
  const dialog = isBlocked
    ? openConfirm({
        title: `No longer block public access to ${bucket}?`,
        lines: [
          "Its policy and ACLs can open it to the world then.",
          grounds === 0 ? "At present nothing would open it." : "At present they WOULD open it, at once.",
        ],
        verb: "Allow",
        ...(grounds === 0 ? {} : { name: bucket }),
        accept: (then) => perform(then, { kind: "allow-public-access", bucket }),
      })
    : openConfirm({
        title: `Block public access to ${bucket}?`,
        lines: [
          "Whatever its policy and ACLs say, the world does not get in.",
          "Web pages and links that rely on it stop working.",
        ],
        verb: "Block",
        accept: (then) => perform(then, { kind: "block-public-access", bucket }),
      });
  return settled({ ...state, dialog });
}
