import type { Action } from "../../actions/action.js";
import { openConfirm } from "../dialog/confirm-dialog.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import type { Motion } from "../motion.js";
import { prettyJson } from "../preview/pretty-json.js";
import { EDITOR_KIND, follow } from "./editor-kind.js";
import { planEditor } from "./editor-room.js";
import { isChanged, withBuffer, type EditorScreen } from "./editor-screen.js";
import { askPreset } from "./presets.js";
import { askSave } from "./save-document.js";
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
