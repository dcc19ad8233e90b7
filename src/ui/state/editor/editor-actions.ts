import type { Action } from "../../actions/action.js";
import { corsPreset, CORS_PRESETS } from "../../../lib/cors/cors-presets.js";
import { toCorsDocument } from "../../../lib/cors/cors-rules.js";
import { policyPreset, POLICY_PRESETS } from "../../../lib/policy/policy-presets.js";
import { parsePairs } from "../../../lib/cli/parse-pairs.js";
import { perform } from "../acts/act.js";
import { DOCUMENTS } from "../acts/act-words.js";
import { diffLines } from "../diff/diff-lines.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { openPick, type PickItem } from "../dialog/pick-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import type { Motion } from "../motion.js";
import { prettyJson } from "../preview/pretty-json.js";
import { EDITOR_KIND, follow } from "./editor-kind.js";
import { planEditor } from "./editor-room.js";
import { isChanged, withBuffer, type EditorScreen, type EditorSubject } from "./editor-screen.js";
import {
  breakLine,
  insert,
  moveAlong,
  removeBefore,
  removeLine,
  removeUnder,
  replaceText,
  textOf,
  undoLast,
  type TextBuffer,
} from "./text-buffer.js";

/** What keys do while a setting is being written. */
export const EDITOR_ACTIONS: readonly Action[] = [
  {
    id: "editor.save",
    title: "Set it, after a look at what changes",
    keys: ["ctrl+s"],
    hint: { label: "set it", priority: 1 },
    writes: true,
    run: onEditor(askSave),
  },
  {
    id: "editor.leave",
    title: "Leave it",
    keys: ["escape", "ctrl+c", "ctrl+q"],
    hint: { label: "leave", priority: 2 },
    run: onEditor(leave),
  },
  {
    id: "editor.presets",
    title: "Begin with one of the usual cases",
    keys: ["ctrl+o"],
    hint: { label: "presets", priority: 3 },
    run: onEditor(askPreset),
  },
  {
    id: "editor.format",
    title: "Lay the JSON out",
    keys: ["ctrl+l"],
    hint: { label: "lay out", priority: 5 },
    run: onBuffer((buffer) => {
      const text = prettyJson(textOf(buffer).replaceAll(/\s*\n\s*/gu, " "));
      return text === undefined ? buffer : replaceText(buffer, text);
    }),
  },
  {
    id: "editor.undo",
    title: "Take the last change back",
    keys: ["ctrl+z"],
    hint: { label: "undo", priority: 4 },
    run: onBuffer(undoLast),
  },
  { id: "editor.newline", title: "Begin a new line", keys: ["enter"], run: onBuffer(breakLine) },
  { id: "editor.tab", title: "Indent", keys: ["tab"], run: onBuffer((buffer) => insert(buffer, "\t")) },
  {
    id: "editor.backspace",
    title: "Remove the character before the cursor",
    keys: ["backspace", "ctrl+h"],
    run: onBuffer(removeBefore),
  },
  {
    id: "editor.delete",
    title: "Remove the character under the cursor",
    keys: ["delete"],
    run: onBuffer(removeUnder),
  },
  { id: "editor.delete-line", title: "Remove the line", keys: ["ctrl+k"], run: onBuffer(removeLine) },
  {
    id: "editor.clear",
    title: "Clear all of it",
    keys: ["ctrl+x"],
    run: onBuffer((buffer) => replaceText(buffer, "")),
  },
  {
    id: "editor.left",
    title: "Move left",
    keys: ["left", "ctrl+b"],
    run: onBuffer((buffer) => moveAlong(buffer, "left")),
  },
  {
    id: "editor.right",
    title: "Move right",
    keys: ["right", "ctrl+f"],
    run: onBuffer((buffer) => moveAlong(buffer, "right")),
  },
  {
    id: "editor.start",
    title: "Go to the start of the line",
    keys: ["home", "ctrl+a"],
    run: onBuffer((buffer) => moveAlong(buffer, "start")),
  },
  {
    id: "editor.end",
    title: "Go to the end of the line",
    keys: ["end", "ctrl+e"],
    run: onBuffer((buffer) => moveAlong(buffer, "end")),
  },
  move("editor.up", ["up", "ctrl+p"], "Move up", { by: "lines", amount: -1 }),
  move("editor.down", ["down", "ctrl+n"], "Move down", { by: "lines", amount: 1 }),
  move("editor.page-up", ["pageup", "ctrl+u"], "Move a page up", { by: "pages", amount: -1 }),
  move("editor.page-down", ["pagedown", "ctrl+d"], "Move a page down", { by: "pages", amount: 1 }),
];

/** What keys do until it is read, or when it could not be. */
export const UNREAD_ACTIONS: readonly Action[] = [
  {
    id: "unread.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];

function onEditor(run: (state: ExplorerState, screen: EditorScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "editor" ? run(state, state.screen) : settled(state));
}

function onBuffer(change: (buffer: TextBuffer) => TextBuffer): Action["run"] {
  return onEditor((state, screen) => {
    const written = withBuffer(screen, change(screen.buffer));
    return settled({ ...state, screen: follow(written, planEditor(state.size).rows) });
  });
}

function move(id: string, keys: readonly string[], title: string, motion: Motion): Action {
  const run = onEditor((state, screen) =>
    settled({ ...state, screen: EDITOR_KIND.move(screen, motion, state) }),
  );
  return { id, keys, title, run };
}

/** Lines of what changes that are shown before it is set. */
const MOST_DIFF_LINES = 10;

function askSave(state: ExplorerState, screen: EditorScreen): Transition {
  const { check, subject, original } = screen;
  const error = check.findings.find(({ severity }) => severity === "error");
  if (error !== undefined)
    return settled(noting(state, "problem", `It cannot be set like this: ${error.message}`));
  if (!isChanged(screen)) return settled(noting(state, "warning", "Nothing has changed"));
  const text = textOf(screen.buffer);
  const opens = check.findings.some(({ isPublicWrite }) => isPublicWrite);
  const dialog = openConfirm({
    title: text.trim() === "" ? `Remove ${whatIs(subject)}?` : `Set ${whatIs(subject)}?`,
    lines: [
      ...changes(original.state === "ready" ? original.value : "", text),
      ...check.findings.map(({ message }) => `⚠ ${message}`),
      ...(opens ? ["The whole world could write."] : []),
    ],
    verb: text.trim() === "" ? "Remove" : "Set",
    ...(opens ? { name: subject.bucket } : {}),
    accept: (then) => save(then, subject, text),
  });
  return settled({ ...state, dialog });
}

function whatIs(subject: EditorSubject): string {
  return subject.kind === "object-tags"
    ? "the tags of the object"
    : `${DOCUMENTS[subject.kind]} of ${subject.bucket}`;
}

function changes(before: string, after: string): readonly string[] {
  const lines = (diffLines(`${before.trim()}\n`, `${after.trim()}\n`) ?? [])
    .filter(({ kind }) => kind === "added" || kind === "removed")
    .map(({ kind, text }) => `${kind === "added" ? "+" : "-"} ${text}`);
  const rest = lines.length - MOST_DIFF_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_DIFF_LINES), `… and ${rest.toString()} more lines`] : lines;
}

function save(state: ExplorerState, subject: EditorSubject, text: string): Transition {
  if (subject.kind === "object-tags") {
    const tags = parsePairs(text.split("\n").filter((line) => line.trim() !== ""));
    return perform(state, { kind: "set-object-tags", object: subject.object, tags });
  }
  return text.trim() === ""
    ? perform(state, { kind: "delete-document", subject })
    : perform(state, { kind: "set-document", subject, text });
}

function leave(state: ExplorerState, screen: EditorScreen): Transition {
  if (!isChanged(screen) || state.readOnly) return goBack(state);
  const dialog = openConfirm({
    title: "Leave it as it was?",
    lines: ["What you have written is not set, and is lost."],
    verb: "Leave",
    accept: goBack,
  });
  return settled({ ...state, dialog });
}

function askPreset(state: ExplorerState, screen: EditorScreen): Transition {
  const items = presetsFor(screen.subject);
  if (items.length === 0) return settled(noting(state, "warning", "There are no usual cases for this"));
  const options = { title: "Begin with", placeholder: "type to search", nothing: "No such case", items };
  return settled({ ...state, dialog: openPick(options) });
}

function presetsFor(subject: EditorSubject): readonly PickItem[] {
  if (subject.kind === "cors") {
    return CORS_PRESETS.map((preset) =>
      presetItem(
        preset,
        JSON.stringify(toCorsDocument(corsPreset(preset, ["https://example.com"])), null, 2),
      ),
    );
  }
  if (subject.kind === "policy") {
    const example = {
      prefix: "public/",
      principals: ["arn:aws:iam:::user/NAME"],
      name: "NAME",
      networks: ["192.0.2.0/24"],
    };
    return POLICY_PRESETS.map((preset) =>
      presetItem(
        preset,
        JSON.stringify(policyPreset(preset, { bucket: subject.bucket, ...example }), null, 2),
      ),
    );
  }
  return subject.kind === "lifecycle"
    ? Object.entries(LIFECYCLE_CASES).map(([name, rule]) =>
        presetItem(name, JSON.stringify({ Rules: [rule] }, null, 2)),
      )
    : [];
}

const LIFECYCLE_CASES = {
  "expire-after-30-days": {
    ID: "expire",
    Status: "Enabled",
    Filter: { Prefix: "tmp/" },
    Expiration: { Days: 30 },
  },
  "drop-old-versions": {
    ID: "old-versions",
    Status: "Enabled",
    Filter: { Prefix: "" },
    NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  },
  "drop-unfinished-uploads": {
    ID: "uploads",
    Status: "Enabled",
    Filter: { Prefix: "" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  },
};

function presetItem(name: string, text: string): PickItem {
  const choose = (state: ExplorerState) =>
    state.screen.kind === "editor"
      ? settled({ ...state, screen: withBuffer(state.screen, replaceText(state.screen.buffer, text)) })
      : settled(state);
  return { text: name, choose };
}
