import { formatTime } from "../../../lib/cli/format-time.js";
import { formatCount } from "../../../lib/cli/format-size.js";
import { planLayout } from "../layout.js";
import { spinner } from "../list/list-status.js";
import { DELIMITER } from "../location.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import type { DiffScreen } from "./diff-screen.js";

/** Two versions compared. */
export const DIFF_KIND: ScreenKind<DiffScreen> = {
  layers: () => ["diff", "moves"],
  crumbs: ({ bucket, key }) => [bucket, ...key.split(DELIMITER), "what changed"],
  address: ({ bucket, key }) => ({ bucket, key }),
  status: ({ lines, older, newer }, { nowMs }) => {
    if (lines.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Reading both versions` };
    return { tone: "quiet", text: `${formatTime(older.lastModified)} → ${formatTime(newer.lastModified)}` };
  },
  position: ({ lines }) => {
    if (lines.state !== "ready") return "";
    const added = lines.value.filter(({ kind }) => kind === "added").length;
    const removed = lines.value.filter(({ kind }) => kind === "removed").length;
    return `${formatCount(added, "line")} added · ${formatCount(removed, "line")} removed`;
  },
  busy: ({ lines }) => lines.state === "loading",
  move: (screen, motion, { size }) => {
    const count = screen.lines.state === "ready" ? screen.lines.value.length : 0;
    return { ...screen, window: scrollWindow(screen.window, motion, count, planLayout(size).bodyRows) };
  },
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "compared" && event.requestId === screen.id ? { ...screen, lines: event.lines } : screen,
};
