import { parsePairs } from "../../../lib/cli/parse-pairs.js";
import { perform } from "../acts/act.js";
import { DOCUMENTS } from "../acts/act-words.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { diffLines } from "../diff/diff-lines.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { isChanged, type EditorScreen, type EditorSubject } from "./editor-screen.js";
import { textOf } from "./text-buffer.js";

/** Lines of what changes that are shown before it is set. */
const MOST_DIFF_LINES = 10;

/** Ask whether what was written shall be set, showing what changes; refuse what has an error in it. */
export function askSave(state: ExplorerState, screen: EditorScreen): Transition {
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
