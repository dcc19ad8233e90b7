import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import type { StoreEvent } from "../explorer-event.js";
import { placeCursor } from "../list-window.js";
import { spinner } from "../list/list-status.js";
import { crumbsOf } from "../location.js";
import { moveWindow } from "../motion.js";
import type { ScreenContext, ScreenKind, Status } from "../screen-kind.js";
import { clickUsage } from "./click-usage.js";
import { usageHeight } from "./usage-height.js";
import { takeNews } from "./usage-scan.js";
import { reshowUsage, rowUnderCursor, usagePrefix, type UsageScreen } from "./usage-screen.js";

/** What takes up the space below a place. */
export const USAGE_KIND: ScreenKind<UsageScreen> = {
  layers: () => ["usage", "moves"],
  crumbs: (screen) => {
    const { bucket } = screen.scan;
    return [...crumbsOf({ kind: "prefix", bucket, prefix: usagePrefix(screen) }), "usage"];
  },
  address: (screen) => {
    const row = rowUnderCursor(screen);
    return {
      bucket: screen.scan.bucket,
      key: usagePrefix(screen) + (row?.kind === "folder" ? row.name : ""),
    };
  },
  status: (screen, { nowMs }) => usageStatus(screen, nowMs),
  position: ({ table, window }) =>
    `${Math.min(window.cursor + 1, table.rows.length).toLocaleString("en-US")}/${table.rows.length.toLocaleString("en-US")}`,
  busy: ({ scan }) => scan.status === "running",
  move: (screen, motion, context) => ({
    ...screen,
    window: moveWindow(screen.window, motion, screen.table.rows.length, usageHeight(context)),
  }),
  resize: (screen, context) => ({
    ...screen,
    window: placeCursor(screen.window, screen.table.rows.length, usageHeight(context)),
  }),
  receive: (screen, event, context) => receive(screen, event, context),
  click: clickUsage,
};

function receive(screen: UsageScreen, event: StoreEvent, context: ScreenContext): UsageScreen {
  if (event.type !== "usage" || event.scanId !== screen.scan.id) return screen;
  // Rows change places while sizes grow: whoever has moved keeps the row that was chosen.
  const sought = screen.window.cursor === 0 ? undefined : rowUnderCursor(screen)?.name;
  return reshowUsage(screen, { scan: takeNews(screen.scan, event) }, usageHeight(context), sought);
}

function usageStatus({ scan, table }: UsageScreen, nowMs: number): Status {
  const counts = `${formatCount(table.objectCount, "object")}, ${formatSize(table.totalBytes)}`;
  switch (scan.status) {
    case "running":
      return { tone: "quiet", text: `${spinner(nowMs)} ${counts} so far` };
    case "failed":
      return {
        tone: "problem",
        text: `${scan.problem?.code ?? "Error"}: ${scan.problem?.message ?? ""} (${counts})`,
      };
    case "stopped":
      return { tone: "warning", text: `Stopped at ${counts}. R measures it again` };
    case "done":
      return { tone: "quiet", text: counts };
  }
}
