import type { Action, CommandWords } from "../../actions/action.js";
import { goToObject } from "../details/details-actions.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goToParent, goToPlace } from "../history.js";
import { folderOf, parentOf, uriOf } from "../location.js";
import { moveCursor } from "../list-window.js";
import { EMPTY_FIELD, fieldOf } from "../text-field.js";
import {
  currentListing,
  isListing,
  newListing,
  refilter,
  resort,
  reverseSort,
  rowAtCursor,
  type ListScreen,
} from "./list-screen.js";
import { onList, showing } from "./on-list.js";
import { listCommand } from "./list-command.js";
import { askSearch, reveal } from "./search-actions.js";
import {
  clearSelection,
  endRange,
  invertSelection,
  selectAll,
  startRange,
  toggleRow,
} from "./select-rows.js";
import { goToUsage } from "../usage/usage-actions.js";
import type { SortKey } from "./row-view.js";

/** What keys do in a list of buckets, folders and objects. */
export const LIST_ACTIONS: readonly Action[] = [
  {
    id: "list.open",
    title: "Open the folder or the object",
    keys: ["enter", "l", "right"],
    hint: { label: "open", priority: 1 },
    run: onList(openItem),
    command: onListCommand(openCommand),
  },
  {
    id: "list.parent",
    title: "Go up to the parent",
    keys: ["backspace", "h", "left"],
    hint: { label: "up", priority: 3 },
    run: onList(goToParent),
    command: onListCommand(({ location }) => {
      const up = parentOf(location);
      return up === undefined ? undefined : listCommand(up.parent);
    }),
  },
  {
    id: "list.filter",
    title: "Filter",
    keys: ["/"],
    hint: { label: "filter", priority: 2 },
    run: onList((state, list) =>
      showing(state, { ...list, filtering: true, filter: fieldOf(list.filter.text) }),
    ),
  },
  {
    id: "list.search",
    title: "Search below here, at any depth",
    keys: ["s", "ctrl+s"],
    hint: { label: "search", priority: 4 },
    applies: ({ screen }) => screen.kind === "list" && screen.location.kind !== "buckets",
    run: onList(askSearch),
  },
  {
    id: "list.usage",
    title: "Measure what takes up the space below here",
    keys: ["U"],
    hint: { label: "usage", priority: 7 },
    run: onList(measure),
    command: onListCommand(usageCommand),
  },
  {
    id: "list.deleted",
    title: "Show what was deleted, or no longer",
    keys: ["."],
    applies: ({ screen }) => screen.kind === "list" && screen.location.kind === "prefix",
    run: onList(toggleDeleted),
    command: onListCommand(deletedCommand),
  },
  {
    id: "list.reveal",
    title: "Go to the folder that holds it",
    keys: ["g f"],
    applies: ({ screen }) => screen.kind === "list" && screen.location.kind === "search",
    run: onList(reveal),
  },
  {
    id: "list.select",
    title: "Select, or no longer, and move on",
    keys: ["space"],
    hint: { label: "select", priority: 6 },
    run: onList(selectAndMove),
  },
  {
    id: "list.select-range",
    title: "Select a range: from here to where it is pressed again",
    keys: ["v"],
    run: onList((state, list) =>
      showing(state, list.rangeStart === undefined ? startRange(list) : endRange(list)),
    ),
  },
  {
    id: "list.select-all",
    title: "Select all that are shown",
    keys: ["ctrl+a"],
    run: onList((state, list) => showing(state, selectAll(list))),
  },
  {
    id: "list.select-invert",
    title: "Select what is not selected, and the other way round",
    keys: ["ctrl+r"],
    run: onList((state, list) => showing(state, invertSelection(list))),
  },
  {
    id: "list.escape",
    title: "Stop listing, drop filter or selection, or go up",
    keys: ["escape"],
    run: onList(escape),
  },
  {
    id: "list.refresh",
    title: "Read it again",
    keys: ["R"],
    hint: { label: "refresh", priority: 8 },
    run: onList(refresh),
    command: onListCommand(({ location }) => listCommand(location)),
  },
  sortAction("name", "n", "Sort by name"),
  sortAction("size", "s", "Sort by size, largest first"),
  sortAction("time", "t", "Sort by time, newest first"),
  sortAction("class", "c", "Sort by storage class"),
  {
    id: "list.reverse",
    title: "Reverse the order",
    keys: ["o r"],
    run: onList((state, list, height) => showing(state, reverseSort(list, height))),
  },
];

function onListCommand(
  words: (list: ListScreen) => CommandWords | undefined,
): NonNullable<Action["command"]> {
  return ({ screen }) => (screen.kind === "list" ? words(screen) : undefined);
}

function sortAction(key: SortKey, letter: string, title: string): Action {
  return {
    id: `list.sort-${key}`,
    title,
    keys: [`o ${letter}`],
    run: onList((state, list, height) => showing(state, resort(list, key, height))),
    command: onListCommand(({ location }) =>
      location.kind === "buckets" || key === "class" ? undefined : [...listCommand(location), "--sort", key],
    ),
  };
}

function openItem(state: ExplorerState, list: ListScreen): Transition {
  const row = rowAtCursor(list);
  if (row === undefined) return settled(state);
  const { location } = list;
  if (location.kind === "buckets") return goToPlace(state, { kind: "prefix", bucket: row.name, prefix: "" });
  const key = folderOf(location.prefix) + row.name;
  if (row.kind === "prefix" && location.kind === "prefix")
    return goToPlace(state, { ...location, prefix: key });
  const object = { bucket: location.bucket, key, versionId: undefined };
  // What is deleted has no content, but versions to look at and to bring back.
  const tab = row.kind === "deleted" ? "versions" : "preview";
  return goToObject(state, object, { sizeBytes: row.sizeBytes, tab });
}

function openCommand(list: ListScreen): CommandWords | undefined {
  const row = rowAtCursor(list);
  if (row === undefined) return undefined;
  return [row.kind === "bucket" || row.kind === "prefix" ? "ls" : "stat", uriOf(list.location, row.name)];
}

function selectAndMove(state: ExplorerState, list: ListScreen, height: number): Transition {
  const selected = list.rangeStart === undefined ? toggleRow(list) : endRange(list);
  const window = moveCursor(list.window, 1, list.view.count, height);
  return showing(state, { ...selected, window });
}

function measure(state: ExplorerState, list: ListScreen): Transition {
  const { location } = list;
  if (location.kind !== "buckets") return goToUsage(state, location.bucket, location.prefix);
  const name = rowAtCursor(list)?.name;
  return name === undefined ? settled(state) : goToUsage(state, name, "");
}

function usageCommand(list: ListScreen): CommandWords | undefined {
  const { location } = list;
  const name = rowAtCursor(list)?.name ?? "";
  const address = uriOf(location, location.kind === "buckets" ? name : "");
  return location.kind === "buckets" && name === "" ? undefined : ["du", address];
}

function toggleDeleted(state: ExplorerState, list: ListScreen): Transition {
  const { location } = list;
  if (location.kind !== "prefix") {
    return settled(noting(state, "warning", "Deleted objects are shown in a bucket or folder"));
  }
  const { deleted, ...plain } = location;
  const sought = rowAtCursor(list)?.name;
  return goToPlace(state, deleted === true ? plain : { ...location, deleted: true }, sought);
}

function deletedCommand({ location }: ListScreen): CommandWords | undefined {
  return location.kind === "prefix" && location.deleted !== true
    ? ["version", "list", uriOf(location, "")]
    : undefined;
}

// What goes on is stopped first, then what was marked or hidden is dropped; only then does Esc lead away.
function escape(state: ExplorerState, list: ListScreen, height: number): Transition {
  if (list.rangeStart !== undefined) return showing(state, { ...list, rangeStart: undefined });
  if (isListing(list)) return settled(state, { type: "stop", requestId: currentListing(list).id });
  if (list.filter.text !== "") return showing(state, refilter(list, EMPTY_FIELD, height));
  if (list.selection.count > 0) return showing(state, clearSelection(list));
  return goToParent(state, list);
}

/** Read a list again: its rows stay until the new ones come. */
export function refresh(state: ExplorerState, list: ListScreen): Transition {
  const incoming = newListing(state.nextId, state.nowMs);
  const next = { ...state, nextId: state.nextId + 1, screen: { ...list, incoming } };
  const start = { type: "list", listing: incoming, location: list.location } as const;
  const running = currentListing(list);
  return isListing(list)
    ? settled(next, { type: "stop", requestId: running.id }, start)
    : settled(next, start);
}
