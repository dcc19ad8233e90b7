import { formatS3Uri } from "../../../lib/s3/uri.js";
import type { Action, CommandWords } from "../../actions/action.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, goTo } from "../history.js";
import { enterFolder, goToListing, leaveFolder, show } from "./enter-folder.js";
import { onUsage } from "./on-usage.js";
import type { UsageGrouping, UsageSort } from "./usage-rows.js";
import { keepScan, type UsageScan } from "./usage-scan.js";
import { openUsage, usagePrefix, type UsageScreen } from "./usage-screen.js";

const GROUPINGS: readonly UsageGrouping[] = ["folder", "class", "age"];
const BY = { folder: "prefix", class: "class", age: "age" } as const;

/** What keys do on the screen of usage. */
export const USAGE_ACTIONS: readonly Action[] = [
  {
    id: "usage.open",
    title: "Go into the folder",
    keys: ["enter", "l", "right"],
    hint: { label: "go in", priority: 1 },
    run: onUsage(enterFolder),
  },
  {
    id: "usage.leave",
    title: "Go up a folder, or back",
    keys: ["backspace", "h", "left"],
    hint: { label: "up", priority: 3 },
    run: onUsage(leaveFolder),
  },
  groupingAction("folder", "1", "Show it by folder"),
  groupingAction("class", "2", "Show it by storage class"),
  groupingAction("age", "3", "Show it by age"),
  {
    id: "usage.next-grouping",
    title: "Show it by the next: folder, storage class, age",
    keys: ["tab"],
    hint: { label: "by class, age", priority: 2 },
    run: onUsage((state, screen) => turn(state, screen, 1)),
  },
  {
    id: "usage.previous-grouping",
    title: "Show it by the previous: folder, storage class, age",
    keys: ["shift+tab"],
    run: onUsage((state, screen) => turn(state, screen, -1)),
  },
  {
    id: "usage.list",
    title: "Go to the listing of this folder",
    keys: ["g l"],
    run: onUsage(goToListing),
    command: onUsageCommand((screen) => ["ls", addressOf(screen)]),
  },
  sortAction("size", "s", "Sort by size"),
  sortAction("count", "c", "Sort by number of objects"),
  sortAction("name", "n", "Sort by name"),
  {
    id: "usage.escape",
    title: "Stop measuring, or go back",
    keys: ["escape"],
    run: onUsage((state, screen) =>
      screen.scan.status === "running"
        ? settled(state, { type: "stop", requestId: screen.scan.id })
        : leaveFolder(state, screen),
    ),
  },
  {
    id: "usage.close",
    title: "Go back; measuring goes on",
    keys: ["U"],
    run: goBack,
  },
  {
    id: "usage.refresh",
    title: "Measure it again",
    keys: ["R"],
    hint: { label: "measure again", priority: 7 },
    run: onUsage((state, screen) => measureAgain(state, screen)),
    command: onUsageCommand((screen) => ["du", addressOf(screen), "--by", BY[screen.by]]),
  },
];

/** Show what takes up the space below a place: what was measured before, or a scan that begins now. */
export function goToUsage(state: ExplorerState, bucket: string, prefix: string): Transition {
  const storeId = state.store.id;
  const known = state.scans.findLast(
    (scan) =>
      scan.storeId === storeId &&
      scan.bucket === bucket &&
      scan.prefix === prefix &&
      scan.status !== "failed",
  );
  if (known !== undefined) return goTo(state, openUsage(known));
  const begun = beginScan(state, bucket, prefix);
  const gone = goTo(begun.state, openUsage(begun.scan));
  return settled(gone.state, ...gone.effects, { type: "survey", scan: begun.scan });
}

function measureAgain(state: ExplorerState, screen: UsageScreen): Transition {
  if (screen.scan.status === "running") return settled(noting(state, "warning", "It is being measured"));
  const begun = beginScan(state, screen.scan.bucket, screen.scan.prefix);
  return settled({ ...begun.state, screen: openUsage(begun.scan) }, { type: "survey", scan: begun.scan });
}

function beginScan(
  state: ExplorerState,
  bucket: string,
  prefix: string,
): { readonly state: ExplorerState; readonly scan: UsageScan } {
  const scan: UsageScan = {
    id: state.nextId,
    storeId: state.store.id,
    bucket,
    prefix,
    survey: undefined,
    status: "running",
    problem: undefined,
  };
  return { state: { ...state, nextId: state.nextId + 1, scans: keepScan(state.scans, scan) }, scan };
}

function turn(state: ExplorerState, screen: UsageScreen, by: 1 | -1): Transition {
  const next = GROUPINGS.indexOf(screen.by) + by + GROUPINGS.length;
  return show(state, screen, { by: GROUPINGS[next % GROUPINGS.length] ?? "folder" });
}

function groupingAction(by: UsageGrouping, key: string, title: string): Action {
  return {
    id: `usage.by-${by}`,
    title,
    keys: [key],
    run: onUsage((state, screen) => show(state, screen, { by })),
    command: onUsageCommand((screen) => ["du", addressOf(screen), "--by", BY[by]]),
  };
}

function sortAction(sort: UsageSort, letter: string, title: string): Action {
  return {
    id: `usage.sort-${sort}`,
    title,
    keys: [`o ${letter}`],
    run: onUsage((state, screen) => show(state, screen, { sort })),
  };
}

function onUsageCommand(words: (screen: UsageScreen) => CommandWords): NonNullable<Action["command"]> {
  return ({ screen }) => (screen.kind === "usage" ? words(screen) : undefined);
}

function addressOf(screen: UsageScreen): string {
  return formatS3Uri({ bucket: screen.scan.bucket, key: usagePrefix(screen) });
}
