import { placeCursor, TOP_OF_LIST, type ListWindow } from "../list-window.js";
import {
  usageTable,
  type UsageGrouping,
  type UsageRow,
  type UsageSort,
  type UsageTable,
} from "./usage-rows.js";
import type { UsageScan } from "./usage-scan.js";

/** What takes up the space below a place. */
export interface UsageScreen {
  readonly kind: "usage";
  readonly scan: UsageScan;
  readonly by: UsageGrouping;
  readonly sort: UsageSort;
  /** Names of the folders gone into. */
  readonly path: readonly string[];
  readonly table: UsageTable;
  readonly window: ListWindow;
}

export function openUsage(scan: UsageScan): UsageScreen {
  const shown = { by: "folder", sort: "size", path: [] } as const;
  return {
    kind: "usage",
    scan,
    ...shown,
    table: usageTable(scan, shown.by, shown.path, shown.sort),
    window: TOP_OF_LIST,
  };
}

export function rowUnderCursor({ table, window }: UsageScreen): UsageRow | undefined {
  return table.rows[window.cursor];
}

/** Show it otherwise; the cursor goes to a row, if it is there. */
export function reshowUsage(
  screen: UsageScreen,
  change: Partial<Pick<UsageScreen, "scan" | "by" | "sort" | "path">>,
  height: number,
  sought?: string,
): UsageScreen {
  const changed = { ...screen, ...change };
  const table = usageTable(changed.scan, changed.by, changed.path, changed.sort);
  const at = sought === undefined ? 0 : table.rows.findIndex(({ name }) => name === sought);
  const cursor = Math.max(0, at);
  return {
    ...changed,
    table,
    window: placeCursor({ cursor, top: screen.window.top }, table.rows.length, height),
  };
}

/** The prefix of the folder that is shown. */
export function usagePrefix({ scan, path }: UsageScreen): string {
  return scan.prefix.slice(0, scan.prefix.lastIndexOf("/") + 1) + path.join("");
}
