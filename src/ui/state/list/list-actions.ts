import type { Action, CommandWords } from "../../actions/action.js";
import { openDetails } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo, goToParent, goToPlace } from "../history.js";
import { folderOf, uriOf, type Location } from "../location.js";
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
    id: "list.escape",
    title: "Stop listing, drop the filter, or go up",
    keys: ["escape"],
    run: onList(escape),
  },
  {
    id: "list.refresh",
    title: "Read it again",
    keys: ["R"],
    hint: { label: "refresh", priority: 7 },
    run: onList(refresh),
    command: onListCommand(({ location }) => listCommand(location)),
  },
  sortAction("name", "n", "Sort by name"),
  sortAction("size", "s", "Sort by size, largest first"),
  sortAction("time", "t", "Sort by time, newest first"),
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
      location.kind === "buckets" ? undefined : [...listCommand(location), "--sort", key],
    ),
  };
}

function openItem(state: ExplorerState, list: ListScreen): Transition {
  const row = rowAtCursor(list);
  if (row === undefined) return settled(state);
  const { location } = list;
  if (location.kind === "buckets") return goToPlace(state, { kind: "prefix", bucket: row.name, prefix: "" });
  const key = folderOf(location.prefix) + row.name;
  if (row.kind === "prefix") return goToPlace(state, { ...location, prefix: key });
  const details = openDetails({ bucket: location.bucket, key }, row.sizeBytes, state.nextId);
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, details);
  return settled(gone.state, ...gone.effects, { type: "inspect", details });
}

function openCommand(list: ListScreen): CommandWords | undefined {
  const row = rowAtCursor(list);
  if (row === undefined) return undefined;
  return [row.kind === "object" ? "stat" : "ls", uriOf(list.location, row.name)];
}

function listCommand(location: Location): CommandWords {
  return location.kind === "buckets" ? ["ls"] : ["ls", uriOf(location, "")];
}

// What goes on is stopped first, then what hides rows is dropped; only then does Esc lead away.
function escape(state: ExplorerState, list: ListScreen, height: number): Transition {
  if (isListing(list)) return settled(state, { type: "stop", requestId: currentListing(list).id });
  if (list.filter.text !== "") return showing(state, refilter(list, EMPTY_FIELD, height));
  return goToParent(state, list);
}

function refresh(state: ExplorerState, list: ListScreen): Transition {
  const incoming = newListing(state.nextId, state.nowMs);
  const next = { ...state, nextId: state.nextId + 1, screen: { ...list, incoming } };
  const start = { type: "list", listing: incoming, location: list.location } as const;
  const running = currentListing(list);
  return isListing(list)
    ? settled(next, { type: "stop", requestId: running.id }, start)
    : settled(next, start);
}
