import { formatCount } from "../../../lib/cli/format-size.js";
import type { LayerName } from "../../actions/action.js";
import { placeCursor } from "../list-window.js";
import { spinner } from "../list/list-status.js";
import { DELIMITER } from "../location.js";
import { moveWindow } from "../motion.js";
import type { ScreenKind, Status } from "../screen-kind.js";
import { planEditor } from "./editor-room.js";
import { isChanged, takeDocument, withBuffer, type EditorScreen } from "./editor-screen.js";
import { subjectTitle } from "./editor-words.js";
import { insert, moveToRow } from "./text-buffer.js";

/** A setting that is a text. */
export const EDITOR_KIND: ScreenKind<EditorScreen> = {
  layers: ({ original }): readonly LayerName[] => (original.state === "ready" ? ["editor"] : ["unread"]),
  crumbs: ({ subject }) => [
    subject.bucket,
    ...(subject.kind === "object-tags" ? subject.object.key.split(DELIMITER) : []),
    subjectTitle(subject),
  ],
  address: ({ subject }) => ({
    bucket: subject.bucket,
    key: subject.kind === "object-tags" ? subject.object.key : "",
  }),
  status: (screen, { nowMs }) => statusOf(screen, nowMs),
  position: ({ buffer }) => `${(buffer.row + 1).toString()}:${(buffer.column + 1).toString()}`,
  busy: ({ original }) => original.state === "loading",
  move: (screen, motion, { size }) => {
    const at = { cursor: screen.buffer.row, top: screen.window.top };
    const { rows } = planEditor(size);
    const window = moveWindow(at, motion, screen.buffer.lines.length, rows);
    return { ...screen, buffer: moveToRow(screen.buffer, window.cursor), window };
  },
  resize: (screen, { size }) => follow(screen, planEditor(size).rows),
  receive: (screen, event, { size }) =>
    event.type === "document" && event.requestId === screen.id
      ? follow(takeDocument(screen, event.text), planEditor(size).rows)
      : screen,
  type: (screen, text, { size }) =>
    follow(withBuffer(screen, insert(screen.buffer, text)), planEditor(size).rows),
};

/** Keep the line of the cursor in sight. */
export function follow(screen: EditorScreen, rows: number): EditorScreen {
  const at = { cursor: screen.buffer.row, top: screen.window.top };
  return { ...screen, window: placeCursor(at, screen.buffer.lines.length, rows) };
}

function statusOf(screen: EditorScreen, nowMs: number): Status {
  const { original, check } = screen;
  if (original.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Reading what is set` };
  if (original.state === "failed") return { tone: "quiet", text: "" };
  const errors = check.findings.filter(({ severity }) => severity === "error").length;
  const warnings = check.findings.length - errors;
  if (errors > 0)
    return { tone: "problem", text: `${formatCount(errors, "error")}: it cannot be set like this` };
  const changed = isChanged(screen) ? "changed, not set yet" : "as it is set";
  if (warnings > 0) return { tone: "warning", text: `${formatCount(warnings, "warning")} · ${changed}` };
  return { tone: isChanged(screen) ? "good" : "quiet", text: changed };
}
